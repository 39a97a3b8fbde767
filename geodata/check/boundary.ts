import { kinks, polygon } from '@turf/turf';
import type { Feature, MultiPolygon, Polygon, Position } from 'geojson';
import { checkRing, type Finding, type Findings } from './rings.ts';

/** A boundary that somebody gave: what can be used, what was repaired, and what was refused and why. */
export interface BoundaryCheck {
  features: Feature<Polygon | MultiPolygon>[];
  /** Repairs that were made. */
  notes: Finding[];
  /** Features that are left out, one entry for each fault. */
  rejects: Finding[];
}

interface Loose {
  type?: unknown;
  features?: unknown;
  geometry?: unknown;
  coordinates?: unknown;
  properties?: unknown;
}

const isObject = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Turf's `kinks` finds crossings of edges; rings that touch themselves at a corner are found by `checkRing`. */
function checkCrossings(rings: Position[][], at: string, rejects: Finding[]): void {
  for (const crossing of kinks(polygon(rings)).features.slice(0, 3)) {
    const [lng, lat] = crossing.geometry.coordinates;
    rejects.push({ code: 'self-intersection', at, detail: `edges cross at ${lng}, ${lat}` });
  }
}

function checkPolygon(raw: unknown, at: string, findings: Findings): Position[][] {
  const { rejects } = findings;
  if (!Array.isArray(raw) || raw.length === 0) {
    rejects.push({ code: 'empty', at, detail: 'a polygon needs at least one ring' });
    return [];
  }
  const before = rejects.length;
  const rings: Position[][] = [];
  // The first bad ring is enough: a polygon nested too shallowly would report every one of its positions.
  for (const [i, ring] of raw.entries()) {
    rings.push(checkRing(ring, i === 0, `${at}, ring ${i}`, findings));
    if (rejects.length > before) return [];
  }
  checkCrossings(rings, at, rejects);
  return rings;
}

function checkGeometry(raw: unknown, at: string, findings: Findings): Polygon | MultiPolygon | undefined {
  const { rejects } = findings;
  const before = rejects.length;
  if (!isObject(raw) || (raw.type !== 'Polygon' && raw.type !== 'MultiPolygon')) {
    const found = isObject(raw) ? JSON.stringify(raw.type) : JSON.stringify(raw);
    rejects.push({ code: 'not-an-area', at, detail: `expected Polygon or MultiPolygon, found ${found}` });
    return undefined;
  }
  if (raw.type === 'Polygon') {
    const coordinates = checkPolygon(raw.coordinates, at, findings);
    return rejects.length > before ? undefined : { type: 'Polygon', coordinates };
  }
  if (!Array.isArray(raw.coordinates) || raw.coordinates.length === 0) {
    rejects.push({ code: 'empty', at, detail: 'a multipolygon needs at least one polygon' });
    return undefined;
  }
  const parts = raw.coordinates.map((part: unknown, i) => checkPolygon(part, `${at}, part ${i}`, findings));
  return rejects.length > before ? undefined : { type: 'MultiPolygon', coordinates: parts };
}

function membersOf(input: unknown, rejects: Finding[]): Loose[] {
  if (!isObject(input)) {
    rejects.push({ code: 'not-geojson', at: 'file', detail: 'expected a GeoJSON object' });
    return [];
  }
  if (input.type === 'FeatureCollection') {
    if (Array.isArray(input.features) && input.features.length > 0)
      return input.features.map((f: unknown) => f as Loose);
    rejects.push({ code: 'empty', at: 'file', detail: 'a collection without features' });
    return [];
  }
  return input.type === 'Feature' ? [input] : [{ type: 'Feature', geometry: input, properties: {} }];
}

/**
 * Checks a boundary given as GeoJSON (a Polygon or MultiPolygon, a Feature or a FeatureCollection of them; `[lng, lat]`,
 * WGS-84, degrees): types, ranges, closed rings of four positions or more, no ring touching or crossing itself. Open
 * rings, repeated positions and the winding are repaired and noted; all else is rejected. Never throws on bad input.
 */
export function checkBoundary(input: unknown): BoundaryCheck {
  const result: BoundaryCheck = { features: [], notes: [], rejects: [] };
  membersOf(input, result.rejects).forEach((member, i) => {
    const at = `feature ${i}`;
    if (!isObject(member) || member.type !== 'Feature') {
      result.rejects.push({ code: 'not-geojson', at, detail: 'expected a Feature' });
      return;
    }
    const geometry = checkGeometry(member.geometry, at, result);
    const properties = isObject(member.properties) ? { ...member.properties } : {};
    if (geometry) result.features.push({ type: 'Feature', properties, geometry });
  });
  return result;
}
