import type { BBox, MultiPolygon, Polygon } from 'geojson';
import { checkBoundary } from '../check/boundary.ts';
import type { Finding } from '../check/rings.ts';
import { dissolveRings } from '../dissolve.ts';
import { meshOf, shapesFromMesh } from '../vertex-mesh.ts';
import { labelPoint } from '../label.ts';
import type { AreaRow, CityModel, FlatShapes, Provenance, StationSeed, ZoneRow } from '../model.ts';
import { coordsBbox, emptyShapes, shapesFromGeoJson } from '../shapes.ts';
import { blocksOf, type Blocks } from './blocks.ts';
import { type Cell, gridOverBoundary, gridOverBox, gridSize } from './cells.ts';

/** More cells than this are refused: the city would not fit the map or the memory. */
export const MAX_CELLS = 100_000;

export interface GridCityInput {
  id: string;
  name: string;
  nameEn: string;
  /** IANA time zone. */
  timeZone: string;
  /** `[west, south, east, north]`, degrees; give this or `boundary`. */
  bbox?: [number, number, number, number];
  /** WGS-84, degrees. */
  boundary?: Polygon | MultiPolygon;
  /** Side of a zone. */
  cellMetres: number;
  stations?: StationSeed[];
  /** ISO date of the boundary, where it is known. */
  date?: string;
}

/** The boundary cannot be used; `rejects` says why, fault by fault. */
export class BoundaryError extends Error {
  readonly code = 'boundary-invalid';
  constructor(readonly rejects: Finding[]) {
    super(rejects.map((reject) => `${reject.at}: ${reject.code}, ${reject.detail}`).join('; '));
  }
}

function requireFewCells(box: BBox, cellMetres: number): void {
  const { columns, rows } = gridSize(box, cellMetres);
  if (columns * rows <= MAX_CELLS) return;
  const detail = `${columns} × ${rows} cells of ${cellMetres} m, at most ${MAX_CELLS} in all`;
  throw new BoundaryError([{ code: 'too-large', at: 'boundary', detail }]);
}

/** The boundary as one geometry, or BoundaryError. */
function checked(boundary: Polygon | MultiPolygon): Polygon | MultiPolygon {
  const { features, rejects } = checkBoundary(boundary);
  if (rejects.length > 0 || !features[0]) throw new BoundaryError(rejects);
  return features[0].geometry;
}

function gridOf(input: GridCityInput): { cells: Cell[]; blocks: Blocks } {
  if (!input.bbox === !input.boundary) throw new TypeError('Give either bbox or boundary');
  const boundary = input.boundary && checked(input.boundary);
  const around = input.bbox ?? coordsBbox(shapesFromGeoJson([boundary!]).coords);
  requireFewCells(around, input.cellMetres);
  const grid = boundary ? gridOverBoundary(boundary, input.cellMetres) : gridOverBox(around, input.cellMetres);
  return { cells: grid.cells, blocks: blocksOf(grid, input) };
}

function provenanceOf(input: GridCityInput): Provenance[] {
  const given = input.bbox ? `bounding box ${input.bbox.join(', ')}` : 'boundary given by the user';
  const layer = (name: string, synthetic: boolean, note: string): Provenance => ({
    layer: name,
    source: `Grid of ${input.cellMetres} m over the ${given}`,
    licence: 'none: made here',
    date: input.date ?? '',
    sourceCrs: 'WGS-84',
    synthetic,
    note,
  });
  return [
    layer('districts', input.bbox !== undefined, 'One district: the area itself.'),
    layer('streets', true, 'Blocks of cells, not administrative areas.'),
    layer('communities', true, 'Blocks of cells, not administrative areas.'),
    layer('zones', true, 'Cells of a grid; no people are known.'),
  ];
}

/** Areas of all levels out of their zones: each is the union of the zones that stand for it. */
function shapeAreas(areas: AreaRow[], zonesOf: number[][], zoneShapes: FlatShapes): FlatShapes {
  const { mesh, rings } = meshOf(zoneShapes);
  const features = zonesOf.map((zones) =>
    dissolveRings(
      mesh,
      zones.flatMap((zone) => rings[zone]!),
    ),
  );
  const shapes = shapesFromMesh(mesh, features);
  areas.forEach((area, i) => (area.label = labelPoint(shapes, i)));
  return shapes;
}

/**
 * A city from no more than a bounding box or a boundary: zones are cut as a grid with Turf, communities are blocks of
 * cells and streets blocks of communities, so that drilling works; nobody lives there as far as is known. Codes start
 * with `x`. Coordinates are rounded to 1e-7°. Throws BoundaryError on a boundary that cannot be used.
 */
export function makeGridCity(input: GridCityInput): CityModel {
  const { cells, blocks } = gridOf(input);
  const zoneShapes = shapesFromGeoJson(cells.map((cell) => cell.geometry));
  const { areas, zonesOf, communityOf } = blocks;
  const counts = new Map<string, number>();
  const zones = cells.map((_, i): ZoneRow => {
    const community = communityOf[i]!;
    const number = (counts.get(community) ?? 0) + 1;
    counts.set(community, number);
    const code = `${community}-${String(number).padStart(4, '0')}`;
    return { code, community, compound: -1, people: 0, kind: 'other' };
  });
  return {
    id: input.id,
    name: input.name,
    nameEn: input.nameEn,
    timeZone: input.timeZone,
    bbox: coordsBbox(zoneShapes.coords),
    synthetic: true,
    provenance: provenanceOf(input),
    areaShapes: shapeAreas(areas, zonesOf, zoneShapes),
    areas,
    zones,
    zoneShapes,
    compounds: [],
    stations: input.stations ?? [],
    people: { lngLat: new Float64Array(0), people: new Uint16Array(0), zone: new Uint32Array(0) },
    water: emptyShapes(),
  };
}
