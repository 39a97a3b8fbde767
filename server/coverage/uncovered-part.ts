import type { FeatureCollection, MultiPolygon, Position } from 'geojson';
import { unprojectPairs } from '../../geodata/crs/plane.ts';
import type { CityCoverage } from './city-coverage.ts';
import type { PlanarShapes } from './engine/planar-shapes.ts';
import type { UncoveredProperties } from './thread-api.ts';
import { loadUncovered, type Uncovered } from './uncovered/uncovered.ts';

let loading: Promise<Uncovered> | undefined;
/** Clipper2 is loaded when first asked for: a server that draws no uncovered part does without it. */
const uncoveredOf = (): Promise<Uncovered> => (loading ??= loadUncovered());

/** Shapes that hold only `feature`; the arrays are copies. */
function only(shapes: PlanarShapes, feature: number): PlanarShapes {
  const polygons = shapes.polygonStart.slice(shapes.featureStart[feature], shapes.featureStart[feature + 1]! + 1);
  const firstRing = polygons[0]!;
  const rings = shapes.ringStart.slice(firstRing, polygons.at(-1)! + 1);
  const firstPoint = rings[0]!;
  return {
    coords: shapes.coords.slice(2 * firstPoint, 2 * rings.at(-1)!),
    ringStart: rings.map((r) => r - firstPoint),
    polygonStart: polygons.map((p) => p - firstRing),
    featureStart: Uint32Array.of(0, polygons.length - 1),
  };
}

/** Seven decimals of a degree are a centimetre. */
const rounded = (degrees: number): number => Math.round(degrees * 1e7) / 1e7;

function multiPolygonOf(shapes: PlanarShapes, lngLat: Float64Array): MultiPolygon {
  const coordinates: Position[][][] = [];
  for (let p = 0; p + 1 < shapes.polygonStart.length; p++) {
    const polygon: Position[][] = [];
    for (let r = shapes.polygonStart[p]!; r < shapes.polygonStart[p + 1]!; r++) {
      const ring: Position[] = [];
      for (let i = shapes.ringStart[r]!; i < shapes.ringStart[r + 1]!; i++)
        ring.push([rounded(lngLat[2 * i]!), rounded(lngLat[2 * i + 1]!)]);
      polygon.push(ring);
    }
    coordinates.push(polygon);
  }
  return { type: 'MultiPolygon', coordinates };
}

/**
 * The part of an area that no circle of this radius reaches, drawn with polygons for circles; its figures are the exact
 * ones of the count, not those of the drawing.
 */
export async function uncoveredPart(
  city: CityCoverage,
  radiusMetres: number,
  area: number,
): Promise<FeatureCollection<MultiPolygon, UncoveredProperties>> {
  const cut = await uncoveredOf();
  const count = city.of(radiusMetres);
  const { ground, seq } = city;
  const shapes = cut(only(ground.areas, area), count.openDiscs());
  const row = count.rows()[area]!;
  return {
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        geometry: multiPolygonOf(shapes, unprojectPairs(ground.plane, shapes.coords)),
        properties: {
          area: row.code,
          radiusMetres,
          seq,
          areaM2: row.areaM2,
          uncoveredM2: row.areaM2 - row.coveredM2,
          people: row.people,
          uncoveredPeople: row.people - row.coveredPeople,
        },
      },
    ],
  };
}
