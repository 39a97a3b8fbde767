import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { networkFromOsm } from '../../../geodata/network/from-osm.ts';
import type { BuiltNetwork } from '../../../geodata/network/model.ts';
import { makePlane } from '../../../geodata/crs/plane.ts';
import { EdgeIndex } from '../../../server/coverage/engine/edge-index.ts';
import { NearestTwo } from '../../../server/coverage/engine/nearest-two.ts';
import { nearestOfPlace } from '../../../server/coverage/engine/place-stations.ts';
import { walkGraph } from '../../../server/coverage/engine/walk-graph.ts';
import { planarNetwork } from '../../../server/coverage/walk-ground.ts';
import { generous, osmFile, osmFolder } from '../../support/osm-data.ts';

interface Query {
  from: [number, number];
  to: [number, number];
  distance_m: number;
}
const { groups } = JSON.parse(readFileSync(path.join(osmFolder, 'expected-walk-routes.json'), 'utf8')) as {
  groups: { queries: Query[] }[];
};

let built: BuiltNetwork;
beforeAll(async () => {
  built = await networkFromOsm(osmFile('monaco.osm.gz'), { limits: generous });
});

/** Metres along the network between two positions, without the way to it. */
function routeMetres({ from, to }: Query): number {
  const plane = makePlane(7.42, 43.735);
  const { lines, edges } = planarNetwork(built.network, plane, { stepless: false });
  const index = new EdgeIndex(lines);
  const snap = ([lng, lat]: [number, number]) => {
    const out = new Float64Array(2);
    plane.forward(lng, lat, out, 0);
    return { ...index.nearest(out[0]!, out[1]!, 200)!, accessMm: 0 };
  };
  const stations = [snap(to)];
  const found = new NearestTwo(walkGraph(edges, 'in')).search(stations);
  return nearestOfPlace(edges, found, stations, snap(from)).mm / 1000;
}

describe('the walking network of Monaco', () => {
  it('is one connected part with its steps', () => {
    expect(built.network.from.length).toBeGreaterThan(1000);
    expect(built.network.flags.some((flags) => (flags & 1) === 1)).toBe(true);
    expect(built.notes.map((note) => note.code)).toEqual(['part-dropped']);
  });

  it.each(groups[0]!.queries)('walks the $distance_m m of an independent router', (query) => {
    expect(routeMetres(query) / query.distance_m).toBeGreaterThan(0.995);
    expect(routeMetres(query) / query.distance_m).toBeLessThan(1.005);
  });

  it('keeps what lies in a box', async () => {
    const bbox = [7.41, 43.725, 7.425, 43.735] as const;
    const { network, notes } = await networkFromOsm(osmFile('monaco.osm.gz'), { limits: generous, bbox });
    expect(network.from.length).toBeLessThan(built.network.from.length);
    expect(notes.map((n) => n.code)).toContain('outside');
    for (let i = 0; i < network.nodes.length; i += 2) {
      expect(network.nodes[i]! >= bbox[0] && network.nodes[i]! <= bbox[2]).toBe(true);
      expect(network.nodes[i + 1]! >= bbox[1] && network.nodes[i + 1]! <= bbox[3]).toBe(true);
    }
  });

  it('reads a PBF as well', async () => {
    const { network } = await networkFromOsm(osmFile('bayfront.osm.pbf'), { limits: generous });
    expect(network.from.length).toBeGreaterThan(400);
  });
});
