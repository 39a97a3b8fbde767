import { distance } from '../frame.ts';
import { crossing, type Stretch, type ZoneMesh } from './streets.ts';

/** A railway as a line in metres of the drawing plane. */
export type Railway = readonly (readonly [number, number])[];

/** Streets pass under the railway at most so often, metres along it. */
const underpassEveryMetres = 900;
/** Lengths of the two railways, metres, and how far beside the town's middle they run. */
const lengthMetres = 44_000;
const besideMetres = 2_600;
const pieces = 44;

/** Two railways past the middle of the town, one north and south, one east and west, gently curved. */
export function makeRailways([mx, my]: readonly [number, number]): Railway[] {
  const along = (i: number): number => (i / pieces - 0.5) * lengthMetres;
  // A parabola: no trigonometry, which engines may round apart.
  const bow = (i: number): number => 3_000 * (2 * (i / pieces) - 1) ** 2;
  const steps = Array.from({ length: pieces + 1 }, (_, i) => i);
  return [
    steps.map((i) => [mx + besideMetres + bow(i), my + along(i)] as const),
    steps.map((i) => [mx + along(i), my - besideMetres - bow(i)] as const),
  ];
}

/** Where a stretch crosses a railway, metres along it; -1 where it does not. */
function crossingAt(railway: Railway, { x, y }: ZoneMesh, { a, b }: Stretch): number {
  const [p, q] = [[x[a]!, y[a]!] as const, [x[b]!, y[b]!] as const];
  let before = 0;
  for (let i = 0; i + 1 < railway.length; i++) {
    const [from, to] = [railway[i]!, railway[i + 1]!];
    const length = distance(to[0] - from[0], to[1] - from[1]);
    const t = crossing(from, to, p, q);
    if (t >= 0) return before + t * length;
    before += length;
  }
  return -1;
}

/** The stretches that a railway cuts: all that cross it but one in every so many metres, which passes under it. */
export function cutByRailway(railway: Railway, mesh: ZoneMesh, stretches: readonly Stretch[]): Set<Stretch> {
  const crossings = stretches
    .map((stretch) => ({ stretch, at: crossingAt(railway, mesh, stretch) }))
    .filter(({ at }) => at >= 0)
    .sort((p, q) => p.at - q.at);
  const cut = new Set<Stretch>();
  let last = -Infinity;
  for (const { stretch, at } of crossings) {
    if (at - last >= underpassEveryMetres) last = at;
    else cut.add(stretch);
  }
  return cut;
}
