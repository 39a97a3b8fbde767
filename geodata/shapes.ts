import type { Feature, MultiPolygon, Polygon, Position } from 'geojson';
import { EARTH_RADIUS_METRES } from './crs/plane.ts';
import type { FlatShapes } from './model.ts';

const RADIANS = Math.PI / 180;

/** Shapes with no feature in them. */
export function emptyShapes(): FlatShapes {
  return {
    coords: new Float64Array(0),
    ringStart: Uint32Array.of(0),
    polygonStart: Uint32Array.of(0),
    featureStart: Uint32Array.of(0),
  };
}

export function featureCount(shapes: FlatShapes): number {
  return shapes.featureStart.length - 1;
}

/** First and one-past-last ring of a feature: its rings are contiguous. */
function ringRange(shapes: FlatShapes, feature: number): [number, number] {
  const from = shapes.polygonStart[shapes.featureStart[feature]!]!;
  return [from, shapes.polygonStart[shapes.featureStart[feature + 1]!]!];
}

/** Signed area of a closed ring in square degrees; positive is counter-clockwise. */
function turn(ring: readonly Position[]): number {
  let sum = 0;
  const [x0, y0] = ring[0] as [number, number];
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = ring[i - 1] as [number, number];
    const [bx, by] = ring[i] as [number, number];
    sum += (ax - x0) * (by - y0) - (bx - x0) * (ay - y0);
  }
  return sum / 2;
}

/**
 * Flat shapes from GeoJSON, one feature for each geometry (`[lng, lat]`, closed rings). Rings are wound as RFC 7946
 * wants them; a third coordinate is dropped. Nothing is repaired: see `check/`.
 */
export function shapesFromGeoJson(geometries: readonly (Polygon | MultiPolygon)[]): FlatShapes {
  const coords: number[] = [];
  const ringStart = [0];
  const polygonStart = [0];
  const featureStart = [0];
  for (const geometry of geometries) {
    const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
    for (const rings of polygons) {
      rings.forEach((ring, index) => {
        const wound = turn(ring) > 0 === (index === 0) ? ring : [...ring].reverse();
        for (const position of wound) coords.push(position[0]!, position[1]!);
        ringStart.push(coords.length / 2);
      });
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

function ringPositions(shapes: FlatShapes, ring: number): Position[] {
  const positions: Position[] = [];
  for (let p = shapes.ringStart[ring]!; p < shapes.ringStart[ring + 1]!; p++) {
    positions.push([shapes.coords[2 * p]!, shapes.coords[2 * p + 1]!]);
  }
  return positions;
}

/** One feature as RFC 7946 geometry: a Polygon when it has one part, else a MultiPolygon. */
export function geometryOf(shapes: FlatShapes, feature: number): Polygon | MultiPolygon {
  const polygons: Position[][][] = [];
  for (let p = shapes.featureStart[feature]!; p < shapes.featureStart[feature + 1]!; p++) {
    const rings: Position[][] = [];
    for (let r = shapes.polygonStart[p]!; r < shapes.polygonStart[p + 1]!; r++) rings.push(ringPositions(shapes, r));
    polygons.push(rings);
  }
  if (polygons.length === 1) return { type: 'Polygon', coordinates: polygons[0]! };
  return { type: 'MultiPolygon', coordinates: polygons };
}

/** One feature as a GeoJSON Feature with the given properties. */
export function toGeoJson<P extends object>(
  shapes: FlatShapes,
  feature: number,
  properties: P,
): Feature<Polygon | MultiPolygon, P> {
  return { type: 'Feature', properties, geometry: geometryOf(shapes, feature) };
}

/**
 * Spherical area of a feature in m², the way `turf.area` reckons it (Chamberlain and Duquette, "Some algorithms for
 * polygons on a sphere", JPL 2007), so the two agree; exteriors count up and holes count down by their winding.
 */
export function areaSquareMetres(shapes: FlatShapes, feature: number): number {
  const [from, to] = ringRange(shapes, feature);
  const { coords, ringStart } = shapes;
  let sum = 0;
  for (let r = from; r < to; r++) {
    const first = ringStart[r]!;
    const count = ringStart[r + 1]! - 1 - first;
    for (let i = 0; i < count; i++) {
      const before = 2 * (first + ((i + count - 1) % count));
      const after = 2 * (first + ((i + 1) % count));
      const dLng = (coords[after]! - coords[before]!) * RADIANS;
      sum -= dLng * Math.sin(coords[2 * (first + i) + 1]! * RADIANS);
    }
  }
  return (sum * EARTH_RADIUS_METRES ** 2) / 2;
}

/** `[west, south, east, north]` of a feature; infinite and inverted when it has no ring. */
export function featureBbox(shapes: FlatShapes, feature: number): [number, number, number, number] {
  const [from, to] = ringRange(shapes, feature);
  return coordsBbox(shapes.coords, shapes.ringStart[from], shapes.ringStart[to]);
}

/** `[west, south, east, north]` of `[lng, lat]` pairs `from … to` (all by default). */
export function coordsBbox(
  coords: Float64Array,
  from = 0,
  to: number = coords.length / 2,
): [number, number, number, number] {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let p = from; p < to; p++) {
    const lng = coords[2 * p]!;
    const lat = coords[2 * p + 1]!;
    if (lng < box[0]) box[0] = lng;
    if (lat < box[1]) box[1] = lat;
    if (lng > box[2]) box[2] = lng;
    if (lat > box[3]) box[3] = lat;
  }
  return box;
}

/** Whether a position lies inside a feature (even-odd, so holes are outside); on the border either answer may come. */
export function contains(shapes: FlatShapes, feature: number, lng: number, lat: number): boolean {
  const [from, to] = ringRange(shapes, feature);
  const { coords, ringStart } = shapes;
  let inside = false;
  for (let r = from; r < to; r++) {
    for (let p = ringStart[r]! + 1; p < ringStart[r + 1]!; p++) {
      const ay = coords[2 * p - 1]!;
      const by = coords[2 * p + 1]!;
      if (ay > lat === by > lat) continue;
      const ax = coords[2 * p - 2]!;
      if (lng < ax + ((coords[2 * p]! - ax) * (lat - ay)) / (by - ay)) inside = !inside;
    }
  }
  return inside;
}
