import * as turf from '@turf/turf';
import fc from 'fast-check';
import type { Feature, MultiPolygon, Polygon } from 'geojson';
import { describe, expect, it } from 'vitest';
import { geometryOf } from '../../../geodata/shapes.ts';
import type { CityModel } from '../../../geodata/model.ts';
import { defaultRadiusMetres } from '../../../server/contract/coverage.ts';
import { CityCoverage } from '../../../server/coverage/city-coverage.ts';
import type { StationDisc } from '../../../server/coverage/thread-api.ts';
import { smallCity } from '../../support/cities.ts';
import { coverageInputOf, discsOf } from '../../support/coverage-input.ts';

/** The small city with invented people in it, so that both rates are counted. */
function peopled(): CityModel {
  const model = smallCity('smallville', 4);
  const n = 600;
  const lngLat = new Float64Array(2 * n);
  const zone = new Uint32Array(n);
  for (let i = 0; i < n; i++) {
    zone[i] = (i * 7) % model.zones.length;
    const [lng, lat] = turf.centroid(geometryOf(model.zoneShapes, zone[i]!)).geometry.coordinates as [number, number];
    lngLat.set([lng + 0.0004 * Math.sin(i), lat + 0.0004 * Math.cos(i)], 2 * i);
  }
  return { ...model, people: { lngLat, zone, people: Uint16Array.from({ length: n }, (_, i) => 1 + (i % 50)) } };
}

const model = peopled();
const input = coverageInputOf(model);
const stationChanges = fc.array(
  fc.record({
    id: fc.constantFrom('S001', 'S002', 'S003', 'S004', 'N1', 'N2'),
    lng: fc.double({ min: 118.34, max: 118.41, noNaN: true }),
    lat: fc.double({ min: 31.29, max: 31.35, noNaN: true }),
    open: fc.boolean(),
  }),
  { minLength: 1, maxLength: 20 },
);

describe('coverage of a city as its stations change', () => {
  it('is the same as a count of everything from the start, for every radius in use', () => {
    fc.assert(
      fc.property(stationChanges, fc.integer({ min: 1, max: 5 }), (changes, size) => {
        const live = new CityCoverage(input, discsOf(model), 0);
        live.of(500);
        for (let i = 0; i < changes.length; i += size) live.apply(changes.slice(i, i + size), i + 1);
        const last = new Map<string, StationDisc>(discsOf(model).map((s) => [s.id, s]));
        for (const c of changes) last.set(c.id, c);
        const fresh = new CityCoverage(input, [...last.values()], live.seq);
        for (const radius of [defaultRadiusMetres, 500]) {
          expect(live.of(radius).rows()).toEqual(fresh.of(radius).rows());
          expect(live.of(radius).summary(1)).toEqual(fresh.of(radius).summary(1));
          expect(live.of(radius).cells(1)).toEqual(fresh.of(radius).cells(1));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('tells of every zone and area that changed, and of no other', () => {
    fc.assert(
      fc.property(stationChanges, (changes) => {
        const live = new CityCoverage(input, discsOf(model), 0);
        const before = live.of(defaultRadiusMetres);
        const cells = before.cellsOf(undefined);
        const rows = [...before.rows()];
        const change = live.apply(changes, 9);
        const after = live.of(defaultRadiusMetres).cellsOf(undefined);
        change.zones.forEach((zone, k) => {
          cells.share[zone] = change.share[k]!;
          cells.circles[zone] = change.circles[k]!;
        });
        expect(cells).toEqual(after);
        for (const row of change.areas) rows[row.index] = row;
        expect(rows).toEqual(live.of(defaultRadiusMetres).rows());
      }),
      { numRuns: 40 },
    );
  });

  it('nests: what an area counts is the sum of what its parts count', () => {
    const rows = new CityCoverage(input, discsOf(model), 0).of(defaultRadiusMetres).rows();
    for (const area of rows) {
      const parts = rows.filter((_, i) => input.areas[i]!.parent === area.index);
      if (parts.length === 0) continue;
      const sum = (key: 'areaM2' | 'coveredM2' | 'twiceM2' | 'coveredPeople'): number =>
        parts.reduce((n, p) => n + p[key], 0);
      for (const key of ['areaM2', 'coveredM2', 'twiceM2'] as const) expect(sum(key) / area[key]).toBeCloseTo(1, 9);
      expect(sum('coveredPeople')).toBe(area.coveredPeople);
    }
  });

  it('agrees with Turf: union of circles, intersection with each area, distance to each person', () => {
    const stations = discsOf(model);
    const count = new CityCoverage(input, stations, 0).of(defaultRadiusMetres);
    const steps = 720;
    const circles = stations.map((s) => turf.circle([s.lng, s.lat], defaultRadiusMetres, { units: 'meters', steps }));
    const union = turf.union(turf.featureCollection<Polygon | MultiPolygon>(circles))!;
    for (const row of count.rows()) {
      const area: Feature<Polygon | MultiPolygon> = turf.feature(geometryOf(model.areaShapes, row.index));
      const common = turf.intersect(turf.featureCollection([area, union]));
      const share = common === null ? 0 : turf.area(common) / turf.area(area);
      expect(Math.abs(row.coveredM2 / row.areaM2 - share)).toBeLessThan(1e-4);
    }
    let covered = 0;
    model.people.people.forEach((people, i) => {
      const at = [model.people.lngLat[2 * i]!, model.people.lngLat[2 * i + 1]!];
      const near = stations.some((s) => turf.distance(at, [s.lng, s.lat], { units: 'meters' }) <= defaultRadiusMetres);
      if (near) covered += people;
    });
    expect(count.summary(0).city.coveredPeople).toBe(covered);
  });
});
