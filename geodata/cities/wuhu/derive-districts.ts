import type { FeatureCollection, MultiPolygon, Polygon, Position } from 'geojson';
import { gcj02ToWgs84 } from '../../crs/gcj02.ts';
import { dissolveRings } from '../../dissolve.ts';
import type { Mesh } from '../../vertex-mesh.ts';
import type { DistrictCollection, NamedCode } from './files.ts';
import { DISTRICT_AFTER_2020 } from './reform.ts';

/** The source lies on this grid, so equal corners are equal integers. */
const STEPS_PER_DEGREE = 1024;
const UNITS_PER_DEGREE = 1e6;
/** Parts and holes below this are leftovers of the source's grid (a cell is 0.01 km²), not territory. */
const LEFTOVER_CELLS = 10;

export interface DerivedDistricts {
  districts: DistrictCollection;
  /** What was repaired, in words. */
  repairs: string[];
}

export type SourceBoundaries = FeatureCollection<Polygon | MultiPolygon> & { features: { id?: string | number }[] };

/** A district before 2020: its name, its code since 2020, its exteriors as vertex numbers. */
interface Outline {
  name: string;
  code: string;
  rings: number[][];
}

class GridMesh implements Mesh {
  readonly x: number[] = [];
  readonly y: number[] = [];
  private readonly known = new Map<string, number>();

  /** Number of the vertex on the source's grid at a position. */
  at(position: Position): number {
    const x = Math.round(position[0]! * STEPS_PER_DEGREE);
    const y = Math.round(position[1]! * STEPS_PER_DEGREE);
    const key = `${x} ${y}`;
    const found = this.known.get(key);
    if (found !== undefined) return found;
    this.known.set(key, this.x.length);
    this.y.push(y);
    return this.x.push(x) - 1;
  }

  cells(ring: readonly number[]): number {
    let sum = 0;
    ring.forEach((v, i) => {
      const w = ring[(i + 1) % ring.length]!;
      sum += this.x[v]! * this.y[w]! - this.x[w]! * this.y[v]!;
    });
    return sum / 2;
  }

  /** GCJ-02 → WGS-84 vertex by vertex: what two districts share stays the same on both sides. */
  position(vertex: number): Position {
    const wgs = gcj02ToWgs84(this.x[vertex]! / STEPS_PER_DEGREE, this.y[vertex]! / STEPS_PER_DEGREE);
    return wgs.map((degrees) => Math.round(degrees * UNITS_PER_DEGREE) / UNITS_PER_DEGREE);
  }
}

/** The exterior as vertex numbers, counter-clockwise, without immediate repeats; the source has no holes. */
function readRing(mesh: GridMesh, rings: Position[][], name: string, repairs: string[]): number[] {
  if (rings.length !== 1) throw new Error(`${name} has holes, which this script does not expect`);
  const all = rings[0]!.map((position) => mesh.at(position));
  const ring = all.filter((vertex, i) => vertex !== all[i - 1]);
  ring.pop();
  if (ring.length + 1 < all.length) repairs.push(`${name}: ${all.length - 1 - ring.length} repeated corners removed`);
  const touches = ring.length - new Set(ring).size;
  if (touches > 0) repairs.push(`${name}: touched itself at ${touches} corners; spikes cut off, loops split`);
  return mesh.cells(ring) > 0 ? ring : ring.reverse();
}

const side = (mesh: Mesh, a: number, b: number, c: number): number =>
  Math.sign(
    (mesh.x[b]! - mesh.x[a]!) * (mesh.y[c]! - mesh.y[a]!) - (mesh.y[b]! - mesh.y[a]!) * (mesh.x[c]! - mesh.x[a]!),
  );

const cross = (mesh: Mesh, a: number, b: number, c: number, d: number): boolean =>
  side(mesh, a, b, c) * side(mesh, a, b, d) < 0 && side(mesh, c, d, a) * side(mesh, c, d, b) < 0;

/** Vertices of the small loops that an outline makes by crossing itself (exact: the grid's numbers are whole). */
function loopVertices(mesh: Mesh, ring: readonly number[]): number[] {
  const n = ring.length;
  for (let i = 0; i < n; i++) {
    for (let j = i + 2; j < n; j++) {
      if (!cross(mesh, ring[i]!, ring[(i + 1) % n]!, ring[j]!, ring[(j + 1) % n]!)) continue;
      const loop = ring.slice(i + 1, j + 1);
      return loop.length < n / 2 ? loop : [...ring.slice(j + 1), ...ring.slice(0, i + 1)];
    }
  }
  return [];
}

/** Takes loops out of every outline that has their vertices, so that neighbours still share identical edges. */
function cutLoops(mesh: Mesh, outlines: readonly Outline[], repairs: string[]): void {
  for (const outline of outlines) {
    const nextLoop = (): number[] =>
      outline.rings.map((ring) => loopVertices(mesh, ring)).find((loop) => loop.length > 0) ?? [];
    for (let loop = nextLoop(); loop.length > 0; loop = nextLoop()) {
      repairs.push(`${outline.name}: crossed itself; ${loop.length} corners taken out here and in the neighbour`);
      const gone = new Set(loop);
      for (const other of outlines) other.rings = other.rings.map((r) => r.filter((vertex) => !gone.has(vertex)));
    }
  }
}

/** Parts and holes of a few grid cells go to the district around them: such a part is dropped, such a hole filled. */
function dropLeftovers(mesh: GridMesh, polygons: number[][][], name: string, repairs: string[]): number[][][] {
  const big = (ring: readonly number[]): boolean => Math.abs(mesh.cells(ring)) >= LEFTOVER_CELLS;
  const kept = polygons.filter(([exterior]) => big(exterior!)).map((rings) => rings.filter(big));
  const count = polygons.flat().length - kept.flat().length;
  if (count > 0) repairs.push(`${name}: ${count} part or hole of less than 0.1 km² given to the district around it`);
  return kept;
}

const close = (mesh: GridMesh, ring: readonly number[]): Position[] =>
  [...ring, ring[0]!].map((vertex) => mesh.position(vertex));

/**
 * The districts since 2020 in WGS-84 (`[lng, lat]`, rounded to 1e-6°) out of the eight before, in GCJ-02: whole
 * districts are relabelled and merged along identical edges; faults of the outlines are repaired and told.
 */
export function deriveDistricts(source: SourceBoundaries, names: readonly NamedCode[]): DerivedDistricts {
  const mesh = new GridMesh();
  const repairs: string[] = [];
  const outlines = source.features.map((feature): Outline => {
    const before = String(feature.id);
    const name = `${String(feature.properties?.['name'])} ${before}`;
    const polygons =
      feature.geometry.type === 'Polygon' ? [feature.geometry.coordinates] : feature.geometry.coordinates;
    const rings = polygons.map((polygon) => readRing(mesh, polygon, name, repairs));
    return { name, code: DISTRICT_AFTER_2020[before] ?? before, rings };
  });
  cutLoops(mesh, outlines, repairs);
  const features = names.map((row): DistrictCollection['features'][number] => {
    const rings = outlines.filter((outline) => outline.code === row.code).flatMap((outline) => outline.rings);
    const polygons = dissolveRings(mesh, rings);
    const kept = dropLeftovers(mesh, polygons, row.name, repairs);
    const coordinates = kept.map((rings) => rings.map((ring) => close(mesh, ring)));
    const geometry: Polygon | MultiPolygon =
      coordinates.length === 1
        ? { type: 'Polygon', coordinates: coordinates[0]! }
        : { type: 'MultiPolygon', coordinates };
    return { type: 'Feature', properties: row, geometry };
  });
  return { districts: { type: 'FeatureCollection', features }, repairs };
}
