import { readOsm, type OsmFile, type OsmLimits } from '../formats/osm.ts';
import { buildNetwork, type WalkLine } from './build.ts';
import { blocksFoot, blocksWheels, footFlags } from './foot-rules.ts';
import type { BuiltNetwork, NetworkNote } from './model.ts';

/** `[west, south, east, north]`, degrees. */
export type Box = readonly [number, number, number, number];

export interface OsmNetworkOptions {
  limits: OsmLimits;
  /** Only what lies in this box is kept. */
  bbox?: Box;
}

interface FootWay {
  refs: readonly number[];
  flags: number;
}

/** Ids of the outer ways of surfaces that are mapped as relations: their outlines are walked. */
async function outlineIds(file: OsmFile, limits: OsmLimits): Promise<Map<number, number>> {
  const outlines = new Map<number, number>();
  await readOsm(
    file,
    {
      relation(_id, members, tags) {
        if (tags.get('type') !== 'multipolygon') return;
        const flags = footFlags(tags);
        if (flags === undefined) return;
        for (const { type, ref } of members) if (type === 'way') outlines.set(ref, flags);
      },
    },
    limits,
  );
  return outlines;
}

async function footWays(file: OsmFile, limits: OsmLimits): Promise<FootWay[]> {
  const outlines = await outlineIds(file, limits);
  const ways: FootWay[] = [];
  await readOsm(
    file,
    {
      way(id, refs, tags) {
        const own = footFlags(tags);
        const flags = own ?? (tags.get('highway') === undefined ? outlines.get(id) : undefined);
        if (flags === undefined || refs.length < 2) return;
        ways.push({ refs: [...refs], flags });
      },
    },
    limits,
  );
  return ways;
}

/** Ids in ascending order, each once, and the place of an id among them (-1: none). */
class IdTable {
  readonly ids: Float64Array;

  constructor(ways: readonly FootWay[]) {
    let length = 0;
    for (const { refs } of ways) length += refs.length;
    const all = new Float64Array(length);
    let at = 0;
    for (const { refs } of ways) for (const ref of refs) all[at++] = ref;
    all.sort();
    let kept = 0;
    for (let i = 0; i < all.length; i++) if (i === 0 || all[i] !== all[i - 1]) all[kept++] = all[i]!;
    this.ids = all.slice(0, kept);
  }

  placeOf(id: number): number {
    let [low, high] = [0, this.ids.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.ids[middle]!;
      if (found === id) return middle;
      if (found < id) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}

interface Nodes {
  lngLat: Float64Array;
  blocked: Set<number>;
  wheelsBlocked: Set<number>;
}

async function nodesOf(file: OsmFile, table: IdTable, limits: OsmLimits): Promise<Nodes> {
  const nodes: Nodes = {
    lngLat: new Float64Array(2 * table.ids.length).fill(Number.NaN),
    blocked: new Set(),
    wheelsBlocked: new Set(),
  };
  await readOsm(
    file,
    {
      node(id, lng, lat, tags) {
        const place = table.placeOf(id);
        if (place < 0) return;
        nodes.lngLat[2 * place] = lng;
        nodes.lngLat[2 * place + 1] = lat;
        if (tags.size === 0) return;
        if (blocksFoot(tags)) nodes.blocked.add(place);
        else if (blocksWheels(tags)) nodes.wheelsBlocked.add(place);
      },
    },
    limits,
  );
  return nodes;
}

/** The stretches of a way whose nodes are known and wanted. */
function stretches(points: readonly number[], isKept: (point: number) => boolean): number[][] {
  const out: number[][] = [];
  let current: number[] = [];
  for (const point of points) {
    if (isKept(point)) current.push(point);
    else {
      if (current.length > 1) out.push(current);
      current = [];
    }
  }
  if (current.length > 1) out.push(current);
  return out;
}

const holds = ([west, south, east, north]: Box, lng: number, lat: number): boolean =>
  lng >= west && lng <= east && lat >= south && lat <= north;

/**
 * The walking network of an OpenStreetMap extract; the file is read three times (surfaces, ways, nodes). Throws an
 * OsmError where it cannot be read. A file without a way that can be walked gives a network without edges.
 */
export async function networkFromOsm(
  file: OsmFile,
  { limits, bbox = [-180, -90, 180, 90] }: OsmNetworkOptions,
): Promise<BuiltNetwork> {
  const ways = await footWays(file, limits);
  const table = new IdTable(ways);
  const { lngLat, blocked, wheelsBlocked } = await nodesOf(file, table, limits);
  let [missing, outside] = [0, 0];
  for (let i = 0; i < lngLat.length; i += 2) {
    if (Number.isNaN(lngLat[i])) missing++;
    else if (!holds(bbox, lngLat[i]!, lngLat[i + 1]!)) outside++;
  }
  const isKept = (point: number): boolean => holds(bbox, lngLat[2 * point]!, lngLat[2 * point + 1]!);
  const lines = ways.flatMap(({ refs, flags }): WalkLine[] => {
    const points = refs.map((ref) => table.placeOf(ref));
    return stretches(points, isKept).map((stretch) => ({ points: stretch, flags, compound: -1 }));
  });
  const isBlocked = (point: number): boolean => blocked.has(point);
  const built = buildNetwork({ lngLat, lines, isBlocked, isNarrow: (point) => wheelsBlocked.has(point) });
  const notes: NetworkNote[] = [];
  if (missing > 0)
    notes.push({ code: 'node-missing', count: missing, metres: 0, detail: `${missing} nodes of ways are not in the file; the ways end before them` }); // prettier-ignore
  if (outside > 0) notes.push({ code: 'outside', count: outside, metres: 0, detail: `${outside} nodes lie outside the city` }); // prettier-ignore
  return { network: built.network, notes: [...notes, ...built.notes] };
}
