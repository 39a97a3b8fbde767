import fc from 'fast-check';
import type { PlanarShapes } from '../../../../server/coverage/engine/planar-shapes.ts';
import type { ZoneShares } from '../../../../server/coverage/engine/zone-cover.ts';

/** A ring as its corners, `[x, y]` metres, not closed. */
export type Corners = [number, number][];
/** One zone: polygons of rings, the first of each its exterior. */
export type Zone = Corners[][];
/** `[x, y, radius]`, metres. */
export type Circle = [number, number, number];

export function planarShapes(zones: Zone[]): PlanarShapes {
  const coords: number[] = [];
  const ringStart = [0];
  const polygonStart = [0];
  const featureStart = [0];
  for (const zone of zones) {
    for (const rings of zone) {
      for (const corners of rings) {
        for (const [x, y] of [...corners, corners[0]!]) coords.push(x, y);
        ringStart.push(coords.length / 2);
      }
      polygonStart.push(ringStart.length - 1);
    }
    featureStart.push(polygonStart.length - 1);
  }
  return {
    coords: Float64Array.from(coords),
    ringStart: Uint32Array.from(ringStart),
    polygonStart: Uint32Array.from(polygonStart),
    featureStart: Uint32Array.from(featureStart),
  };
}

export const flatDiscs = (circles: Circle[]): Float64Array => Float64Array.from(circles.flat());

export const box = (x: number, y: number, width: number, height: number): Corners => [
  [x, y],
  [x + width, y],
  [x + width, y + height],
  [x, y + height],
];

/** Every value of every figure, for comparing bit by bit. */
export const allFigures = (shares: ZoneShares): number[] => [
  ...shares.once,
  ...shares.twice,
  ...shares.meanDepth,
  ...shares.discs,
];

/** A star-shaped polygon round a centre: never crosses itself. Corners on whole metres now and then. */
export const starZone = (reach: number): fc.Arbitrary<Zone> =>
  fc
    .record({
      x: fc.double({ min: -reach, max: reach, noNaN: true }),
      y: fc.double({ min: -reach, max: reach, noNaN: true }),
      radii: fc.array(fc.double({ min: reach / 20, max: reach, noNaN: true }), { minLength: 3, maxLength: 9 }),
      hole: fc.boolean(),
    })
    .map(({ x, y, radii, hole }) => {
      const ring = (scale: number): Corners =>
        radii.map((radius, i) => {
          const angle = (2 * Math.PI * i) / radii.length;
          return [x + scale * radius * Math.cos(angle), y + scale * radius * Math.sin(angle)];
        });
      return [hole ? [ring(1), ring(0.4)] : [ring(1)]];
    });

/** Boxes, triangles, frames and pairs of boxes on whole coordinates: what geocoders and grids make. */
export const latticeZone = (reach: number): fc.Arbitrary<Zone> => {
  const at = fc.integer({ min: -reach, max: reach });
  const size = fc.integer({ min: 1, max: reach });
  return fc.oneof(
    fc.tuple(at, at, size, size).map(([x, y, w, h]): Zone => [[box(x, y, w, h)]]),
    fc.tuple(at, at, size, size).map(([x, y, w, h]): Zone => [
      [
        [
          [x, y],
          [x + w, y],
          [x, y + h],
        ],
      ],
    ]),
    fc.tuple(at, at, size, size).map(([x, y, w, h]): Zone => [[box(x, y, w + 2, h + 2), box(x + 1, y + 1, w, h)]]),
    fc.tuple(at, at, size, size).map(([x, y, w, h]): Zone => [[box(x, y, w, h)], [box(x + w, y + h, h, w)]]),
    fc.tuple(at, at, size, size).map(([x, y, w, h]): Zone => [
      [
        [
          [x, y],
          [x + w, y - h],
          [x + 2 * w, y],
          [x + w, y + h],
        ],
      ],
    ]),
  );
};

export const latticeCircle = (reach: number): fc.Arbitrary<Circle> =>
  fc.tuple(
    fc.integer({ min: -reach, max: reach }),
    fc.integer({ min: -reach, max: reach }),
    fc.integer({ min: 0, max: reach }),
  );

export const anyCircle = (reach: number): fc.Arbitrary<Circle> =>
  fc.tuple(
    fc.double({ min: -2 * reach, max: 2 * reach, noNaN: true }),
    fc.double({ min: -2 * reach, max: 2 * reach, noNaN: true }),
    fc.double({ min: 0, max: 1.5 * reach, noNaN: true }),
  );
