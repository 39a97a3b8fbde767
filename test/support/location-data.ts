import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';

/** Instances with known optima in ../shared, where they are; read from there and never copied. */
const folder = path.resolve(import.meta.dirname, '../../../shared/data/location');
const text = (name: string): string => readFileSync(path.join(folder, name), 'utf8');

export interface Expected {
  spopt_SF: { total_weight: number; MCLP_p4_r5000: { covered_weight: number }; PMEDIAN_p4: { objective: number } };
  orlib_pmed: { optima: Record<'pmed1' | 'pmed2' | 'pmed3', number> };
  swain55: { total_demand: number; MCLP_R10: Record<string, number>; MCLP_R15: Record<string, number> };
}
export const expectedSiting = (): Expected => JSON.parse(text('expected.json')) as Expected;

/** Distances from every candidate to every demand point, and the weight of each. */
export interface LocationInstance {
  distance: number[][];
  weight: Float64Array;
}

/** Swain's 55 places; each is a demand and a candidate. */
export function swain55(): LocationInstance {
  const [, ...lines] = text('swain55.txt').trim().split('\n');
  const places = lines.map((line) => line.trim().split(/\s+/).map(Number));
  return {
    distance: places.map(([, x, y]) => places.map(([, u, v]) => Math.hypot(x! - u!, y! - v!))),
    weight: Float64Array.from(places, ([, , , demand]) => demand!),
  };
}

/** San Francisco: 16 stores, 205 census tracts by their people, metres of street between them. */
export function sanFrancisco(): LocationInstance {
  const tracts = parse<Record<string, string>>(text('spopt_SF_demand_205_centroid_uniform_weight.csv'), {
    columns: true,
  });
  const at = new Map(tracts.map((t, i) => [Number(t['NAME']), i]));
  const rows = parse<Record<string, string>>(text('spopt_SF_network_distance_candidateStore_16_censusTract_205_new.csv'), { columns: true }); // prettier-ignore
  const stores = [...new Set(rows.map((r) => r['name']!))];
  const distance = stores.map(() => tracts.map(() => Infinity));
  for (const r of rows)
    distance[stores.indexOf(r['name']!)]![at.get(Number(r['DestinationName']))!] = Number(r['distance']);
  return { distance, weight: Float64Array.from(tracts, (t) => Number(t['POP2000'])) };
}

/** A graph of the OR-Library: shortest distances between all nodes, and how many medians it asks for. */
export function orLibrary(name: 'pmed1' | 'pmed2' | 'pmed3'): LocationInstance & { count: number } {
  const [[nodes, , count], ...edges] = text(`orlib_${name}.txt`)
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number)) as [[number, number, number], ...[number, number, number][]];
  const distance = Array.from({ length: nodes }, (_, i) =>
    Array.from({ length: nodes }, (__, j) => (i === j ? 0 : Infinity)),
  );
  // Of an edge that is listed twice the last counts.
  for (const [a, b, cost] of edges) distance[a - 1]![b - 1] = distance[b - 1]![a - 1] = cost;
  for (let via = 0; via < nodes; via++)
    for (const from of distance)
      for (let to = 0; to < nodes; to++) from[to] = Math.min(from[to]!, from[via]! + distance[via]![to]!);
  return { distance, weight: new Float64Array(nodes).fill(1), count };
}
