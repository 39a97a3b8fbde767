import { makePlane, projectPairs, type Plane } from '../../geodata/crs/plane.ts';
import { makeDemoCity } from '../../geodata/demo/city.ts';
import type { PlanarShapes } from '../../server/coverage/engine/planar-shapes.ts';
import { seeded } from '../server/coverage/engine/seeded.ts';

/** What coverage is measured on: zones in metres, discs `[x, y, radius] × n`, and moves of one disc each. */
export interface BenchCity {
  label: string;
  plane: Plane;
  zones: PlanarShapes;
  discs: Float64Array;
  moves: [disc: number, x: number, y: number][];
}

const radiusMetres = 1000;

/** The demo city of this seed on its plane, and 200 of its stations' moves by up to 500 m. Takes about 10 s to make. */
export async function benchCity(seed: number): Promise<BenchCity> {
  const { zoneShapes, stations, bbox } = await makeDemoCity(seed);
  const [west, south, east, north] = bbox;
  const plane = makePlane((west + east) / 2, (south + north) / 2);
  const centres = projectPairs(plane, Float64Array.from(stations.flatMap((station) => station.position)));
  const discs = Float64Array.from(stations.flatMap((_, i) => [centres[2 * i]!, centres[2 * i + 1]!, radiusMetres]));
  const random = seeded(seed);
  const moves = Array.from({ length: 200 }, (): [number, number, number] => {
    const disc = Math.floor(random() * stations.length);
    const [angle, metres] = [2 * Math.PI * random(), 500 * random()];
    return [disc, discs[3 * disc]! + metres * Math.cos(angle), discs[3 * disc + 1]! + metres * Math.sin(angle)];
  });
  const zones = { ...zoneShapes, coords: projectPairs(plane, zoneShapes.coords) };
  return { label: `demo city, seed ${seed}`, plane, zones, discs, moves };
}
