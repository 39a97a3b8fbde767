import { partsOf } from '../../network/parts.ts';
import { distance } from '../frame.ts';
import type { Stretch, ZoneMesh } from './streets.ts';

/** A straight way over the water between two vertices on its banks. */
export interface Bridge {
  a: number;
  b: number;
}

/** Bridges over one stretch of water stand at least so far apart, metres, and there are at most so many. */
const apartMetres = 7_000;
const mostBridges = 5;
/** People within this distance of a bridge's ends speak for it. */
const servedMetres = 4_000;
/** A bridge is no longer than this. */
const longestMetres = 4_500;

export interface Banks {
  mesh: ZoneMesh;
  /** Stretches that are walked, without those over water. */
  streets: readonly Stretch[];
  /** Vertices that lie at the water. */
  bankVertices: readonly number[];
  /** `[x, y, people] × n`, metres of the drawing plane. */
  people: Float64Array;
}

/** For each vertex of one bank the nearest of the other; sorted by x, only those near in x are looked at. */
function nearestAcross(mesh: ZoneMesh, here: readonly number[], there: readonly number[]): Bridge[] {
  const byX = there.toSorted((p, q) => mesh.x[p]! - mesh.x[q]! || p - q);
  return here.flatMap((a) => {
    let best = -1;
    let least = longestMetres;
    for (const b of byX) {
      if (mesh.x[b]! < mesh.x[a]! - least) continue;
      if (mesh.x[b]! > mesh.x[a]! + least) break;
      const d = distance(mesh.x[b]! - mesh.x[a]!, mesh.y[b]! - mesh.y[a]!);
      if (d < least) [best, least] = [b, d];
    }
    return best < 0 ? [] : [{ a, b: best }];
  });
}

function peopleNear({ mesh, people }: Banks, v: number): number {
  let sum = 0;
  for (let i = 0; i < people.length; i += 3)
    if (distance(people[i]! - mesh.x[v]!, people[i + 1]! - mesh.y[v]!) < servedMetres) sum += people[i + 2]!;
  return sum;
}

/**
 * Bridges between the two largest parts of the land: where many people live near a narrow place, never two close together;
 * every smaller part with streets gets one bridge to the largest, its shortest.
 */
export function makeBridges(banks: Banks): Bridge[] {
  const { mesh, streets, bankVertices } = banks;
  const part = partsOf(mesh.x.length, streets);
  const size = new Map<number, number>();
  for (const { a } of streets) size.set(part[a]!, (size.get(part[a]!) ?? 0) + 1);
  const [first, ...others] = [...size.keys()].sort((p, q) => size.get(q)! - size.get(p)! || p - q);
  if (first === undefined) return [];
  const ofPart = (p: number): number[] => bankVertices.filter((v) => part[v] === p);
  const shore = ofPart(first);
  const lengthOf = ({ a, b }: Bridge): number => distance(mesh.x[b]! - mesh.x[a]!, mesh.y[b]! - mesh.y[a]!);
  return others.flatMap((other, rank) => {
    const ways = nearestAcross(mesh, ofPart(other), shore).sort((p, q) => lengthOf(p) - lengthOf(q) || p.a - q.a);
    if (rank > 0) return ways.slice(0, 1);
    return chosen(banks, spread(mesh, ways, 1_000, 60), lengthOf);
  });
}

/** The first of a list, then each that stands apart from all before it. */
function spread(mesh: ZoneMesh, ways: readonly Bridge[], metres: number, most: number): Bridge[] {
  const kept: Bridge[] = [];
  for (const way of ways) {
    if (kept.length === most) break;
    if (kept.every((k) => distance(mesh.x[k.a]! - mesh.x[way.a]!, mesh.y[k.a]! - mesh.y[way.a]!) >= metres)) kept.push(way); // prettier-ignore
  }
  return kept;
}

function chosen(banks: Banks, ways: readonly Bridge[], lengthOf: (bridge: Bridge) => number): Bridge[] {
  const worth = new Map(ways.map((w) => [w, (peopleNear(banks, w.a) + peopleNear(banks, w.b) + 1) / lengthOf(w)]));
  const byWorth = ways.toSorted((p, q) => worth.get(q)! - worth.get(p)! || p.a - q.a);
  return spread(banks.mesh, byWorth, apartMetres, mostBridges);
}
