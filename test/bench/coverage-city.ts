import type { PlanarShapes } from '../../server/coverage/engine/planar-shapes.ts';
import { seeded } from '../server/coverage/engine/seeded.ts';

/** What coverage is measured on: zones in metres, discs `[x, y, radius] × n`, and moves `[disc, x, y] × m`. */
export interface BenchCity {
  label: string;
  zones: PlanarShapes;
  discs: Float64Array;
  moves: [disc: number, x: number, y: number][];
}

const columns = 161;
const rows = 121;
const widthMetres = 60_000;
const heightMetres = 45_000;
const radiusMetres = 1000;

/**
 * A made-up city of 60 × 45 km: 19,481 zones without gap or overlap, 13 points each, about 90 m wide in the middle and
 * 900 m at the rim; 780 stations at zones drawn by lot, so that they crowd where zones do; and stations that move by up
 * to 500 m. The same for the same seed.
 */
export function benchCity(seed: number, stations = 780): BenchCity {
  const random = seeded(seed);
  const nodes = meshNodes(random);
  const zones = meshZones(nodes);
  const place = (): [number, number] => {
    const zone = Math.floor(random() * columns * rows);
    const first = 2 * zones.ringStart[zone]!;
    return [zones.coords[first]! + 40 * random(), zones.coords[first + 1]! + 40 * random()];
  };
  const discs = new Float64Array(3 * stations);
  for (let i = 0; i < stations; i++) discs.set([...place(), radiusMetres], 3 * i);
  const moves = Array.from({ length: 200 }, (): [number, number, number] => {
    const disc = Math.floor(random() * stations);
    const [angle, metres] = [2 * Math.PI * random(), 500 * random()];
    return [disc, discs[3 * disc]! + metres * Math.cos(angle), discs[3 * disc + 1]! + metres * Math.sin(angle)];
  });
  return { label: `made-up city, seed ${seed}`, zones, discs, moves };
}

/** Corners of the mesh, `[x, y] × (columns + 1)(rows + 1)`: jittered, and drawn together towards the middle. */
function meshNodes(random: () => number): Float64Array {
  const squeeze = (u: number): number => 0.25 * u + 0.75 * u ** 3;
  const nodes = new Float64Array(2 * (columns + 1) * (rows + 1));
  for (let row = 0; row <= rows; row++) {
    for (let column = 0; column <= columns; column++) {
      const node = row * (columns + 1) + column;
      const u = (2 * (column + 0.3 * random())) / columns - 1;
      const v = (2 * (row + 0.3 * random())) / rows - 1;
      nodes[2 * node] = (squeeze(u) * widthMetres) / 2;
      nodes[2 * node + 1] = (squeeze(v) * heightMetres) / 2;
    }
  }
  return nodes;
}

/** Three segments for each of the four sides, bent alike for both neighbours. */
function meshZones(nodes: Float64Array): PlanarShapes {
  const coords: number[] = [];
  const ringStart = [0];
  const side = (from: number, to: number): void => {
    const [a, b] = from < to ? [from, to] : [to, from];
    const ex = nodes[2 * b]! - nodes[2 * a]!;
    const ey = nodes[2 * b + 1]! - nodes[2 * a + 1]!;
    const bend = 0.03 * Math.sin(a * 12.9898);
    const inner = [1 / 3, 2 / 3].map((t) => [
      nodes[2 * a]! + t * ex - bend * ey,
      nodes[2 * a + 1]! + t * ey + bend * ex,
    ]);
    coords.push(nodes[2 * from]!, nodes[2 * from + 1]!, ...(from < to ? inner : inner.reverse()).flat());
  };
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const a = row * (columns + 1) + column;
      const corners = [a, a + 1, a + columns + 2, a + columns + 1];
      corners.forEach((corner, i) => side(corner, corners[(i + 1) % 4]!));
      coords.push(nodes[2 * a]!, nodes[2 * a + 1]!);
      ringStart.push(coords.length / 2);
    }
  }
  const one = Uint32Array.from({ length: columns * rows + 1 }, (_, i) => i);
  return {
    coords: Float64Array.from(coords),
    ringStart: Uint32Array.from(ringStart),
    polygonStart: one,
    featureStart: one,
  };
}
