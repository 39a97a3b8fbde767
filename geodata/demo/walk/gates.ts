import { partsOf } from '../../network/parts.ts';
import { distance } from '../frame.ts';
import type { Random } from '../random.ts';
import type { Stretch, ZoneMesh } from './streets.ts';

/**
 * Gates of the gated compounds: the vertices of a compound's outline at which its inner ways meet the streets outside.
 * At all its other vertices the wall runs between them. Each connected part of the inner ways gets a gate; a part that
 * meets the outline in many places gets a second one.
 */
export function makeGates(
  mesh: ZoneMesh,
  inner: ReadonlyMap<number, readonly Stretch[]>,
  outside: Uint8Array,
  random: Random,
): Set<number> {
  const gates = new Set<number>();
  for (const stretches of inner.values()) {
    for (const meeting of meetings(stretches, outside)) {
      const first = meeting[random.int(meeting.length)]!;
      gates.add(first);
      if (meeting.length < 3) continue;
      gates.add(farthest(mesh, first, meeting));
    }
  }
  return gates;
}

/** For each connected part of a compound's inner ways the vertices where it meets the streets outside. */
function meetings(stretches: readonly Stretch[], outside: Uint8Array): number[][] {
  // Only a few vertices take part: numbered from 0 for the parts.
  const number = new Map<number, number>();
  const numberOf = (v: number): number => {
    if (!number.has(v)) number.set(v, number.size);
    return number.get(v)!;
  };
  const local = stretches.map(({ a, b }) => ({ a: numberOf(a), b: numberOf(b) }));
  const part = partsOf(number.size, local);
  const byPart = new Map<number, number[]>();
  for (const [v, n] of number) {
    if (outside[v] === 0) continue;
    byPart.set(part[n]!, [...(byPart.get(part[n]!) ?? []), v]);
  }
  return [...byPart.values()];
}

function farthest({ x, y }: ZoneMesh, from: number, among: readonly number[]): number {
  const far = (v: number): number => distance(x[v]! - x[from]!, y[v]! - y[from]!);
  return among.reduce((best, v) => (far(v) > far(best) ? v : best), among[0]!);
}
