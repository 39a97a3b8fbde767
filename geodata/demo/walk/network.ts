import type { FlatShapes, PeoplePoints, ZoneRow } from '../../model.ts';
import { buildNetwork, type WalkLine } from '../../network/build.ts';
import { edgeFlags, type BuiltNetwork } from '../../network/model.ts';
import { toLat, toLng, toX, toY } from '../frame.ts';
import { makeRandom } from '../random.ts';
import { makeBridges, type Bridge } from './bridges.ts';
import { makeGates } from './gates.ts';
import { cutByRailway, makeRailways, type Railway } from './railway.ts';
import { zoneMesh, type Stretch, type ZoneMesh } from './streets.ts';

export interface DemoGround {
  zones: readonly (Pick<ZoneRow, 'kind' | 'people'> & { /** Index of the compound, -1: none. */ compound: number })[];
  zoneShapes: FlatShapes;
  people: PeoplePoints;
}

export interface DemoNetwork extends BuiltNetwork {
  /** `[lng, lat]` of each railway. */
  railways: [number, number][][];
  bridges: number;
  gates: number;
}

/** Middle of the people, by weight, metres of the drawing plane: the town lies there. */
function middleOf({ lngLat, people }: PeoplePoints): [number, number] {
  let [x, y, sum] = [0, 0, 0];
  for (let i = 0; i < people.length; i++) {
    x += people[i]! * toX(lngLat[2 * i]!);
    y += people[i]! * toY(lngLat[2 * i + 1]!);
    sum += people[i]!;
  }
  return sum === 0 ? [0, 0] : [x / sum, y / sum];
}

function peopleOf({ lngLat, people }: PeoplePoints): Float64Array {
  const out = new Float64Array(3 * people.length);
  for (let i = 0; i < people.length; i++) out.set([toX(lngLat[2 * i]!), toY(lngLat[2 * i + 1]!), people[i]!], 3 * i);
  return out;
}

/** What a stretch is: the compound it lies in (-1: a street for everyone); undefined over water. */
function compoundAt({ zones }: DemoGround, { zones: [left, right] }: Stretch): number | undefined {
  const [l, r] = [zones[left]!, zones[right]!];
  if (l.kind === 'water' && r.kind === 'water') return undefined;
  return l.compound >= 0 && l.compound === r.compound ? l.compound : -1;
}

interface Sorted {
  streets: Stretch[];
  inner: Map<number, Stretch[]>;
  bankVertices: number[];
}

function sortStretches(ground: DemoGround, mesh: ZoneMesh, railways: readonly Railway[]): Sorted {
  const streets: Stretch[] = [];
  const inner = new Map<number, Stretch[]>();
  const banks = new Set<number>();
  const cut = new Set(railways.flatMap((railway) => [...cutByRailway(railway, mesh, mesh.stretches)]));
  for (const stretch of mesh.stretches) {
    const compound = compoundAt(ground, stretch);
    if (compound === undefined) continue;
    if (stretch.zones.some((z) => ground.zones[z]!.kind === 'water')) banks.add(stretch.a).add(stretch.b);
    if (cut.has(stretch)) continue;
    if (compound < 0) streets.push(stretch);
    else inner.set(compound, [...(inner.get(compound) ?? []), stretch]);
  }
  return { streets, inner, bankVertices: [...banks].sort((a, b) => a - b) };
}

/** Chains of stretches between vertices where more, fewer or other ones than two meet. */
function chained(stretches: readonly Stretch[], isEnd: (vertex: number) => boolean): number[][] {
  const at = new Map<number, Stretch[]>();
  for (const s of stretches) for (const v of [s.a, s.b]) at.set(v, [...(at.get(v) ?? []), s]);
  const used = new Set<Stretch>();
  const ends = (v: number): boolean => at.get(v)!.length !== 2 || isEnd(v);
  const follow = (start: number, first: Stretch): number[] => {
    const chain = [start];
    let [v, s]: [number, Stretch | undefined] = [start, first];
    while (s !== undefined) {
      used.add(s);
      v = s.a === v ? s.b : s.a;
      chain.push(v);
      s = ends(v) ? undefined : at.get(v)!.find((other) => !used.has(other));
    }
    return chain;
  };
  const chains: number[][] = [];
  // Chains with an end first; what is left are rings.
  for (const wantsEnd of [true, false])
    for (const s of stretches)
      for (const v of [s.a, s.b]) if (!used.has(s) && (!wantsEnd || ends(v))) chains.push(follow(v, s));
  return chains;
}

/** Inner ways leave the vertices of the wall: there each gets a point of its own, which only a gate joins to the street. */
class Walls {
  readonly lngLat: number[];
  private readonly inside = new Map<string, number>();

  constructor(
    private readonly mesh: ZoneMesh,
    private readonly outside: Uint8Array,
    private readonly gates: ReadonlySet<number>,
  ) {
    this.lngLat = [...mesh.lngLat];
  }

  pointOf(vertex: number, compound: number): number {
    if (this.outside[vertex] === 0 || this.gates.has(vertex)) return vertex;
    const key = `${compound} ${vertex}`;
    let point = this.inside.get(key);
    if (point === undefined) {
      point = this.lngLat.length / 2;
      this.lngLat.push(this.mesh.lngLat[2 * vertex]!, this.mesh.lngLat[2 * vertex + 1]!);
      this.inside.set(key, point);
    }
    return point;
  }
}

function linesOf({ streets, inner }: Sorted, bridges: readonly Bridge[], walls: Walls): WalkLine[] {
  const bridgeEnds = new Set(bridges.flatMap(({ a, b }) => [a, b]));
  const lines: WalkLine[] = chained(streets, (v) => bridgeEnds.has(v)).map((points) => ({ points, flags: 0, compound: -1 })); // prettier-ignore
  for (const { a, b } of bridges) lines.push({ points: [a, b], flags: edgeFlags.bridge, compound: -1 });
  for (const [compound, stretches] of inner)
    for (const chain of chained(stretches, () => false))
      lines.push({ points: chain.map((v) => walls.pointOf(v, compound)), flags: 0, compound });
  return lines;
}

/**
 * A walking network for the demo city, all of it generated: streets along the borders of zones; a river that only
 * bridges cross; two railways that streets pass in few places; compounds whose inner ways meet the streets at gates only.
 * The same for the same seed and zones.
 */
export function makeDemoNetwork(ground: DemoGround, seed: number): DemoNetwork {
  const mesh = zoneMesh(ground.zoneShapes);
  const railways = makeRailways(middleOf(ground.people));
  const sorted = sortStretches(ground, mesh, railways);
  const bridges = makeBridges({ mesh, ...sorted, people: peopleOf(ground.people) });
  const outside = new Uint8Array(mesh.x.length);
  for (const { a, b } of sorted.streets) outside[a] = outside[b] = 1;
  const gates = makeGates(mesh, sorted.inner, outside, makeRandom(seed + 2));
  const walls = new Walls(mesh, outside, gates);
  const lines = linesOf(sorted, bridges, walls);
  const built = buildNetwork({ lngLat: Float64Array.from(walls.lngLat), lines });
  return {
    ...built,
    railways: railways.map((line) => line.map(([x, y]) => [toLng(x), toLat(y)])),
    bridges: bridges.length,
    gates: gates.size,
  };
}
