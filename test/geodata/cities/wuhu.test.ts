import { area, kinks } from '@turf/turf';
import type { Polygon } from 'geojson';
import { describe, expect, it } from 'vitest';
import { checkBoundary } from '../../../geodata/check/boundary.ts';
import { placeName } from '../../../geodata/cities/wuhu/derive-divisions.ts';
import { readWuhu } from '../../../geodata/cities/wuhu/files.ts';
import { englishName } from '../../../geodata/cities/wuhu/pinyin-names.ts';
import { areaSquareMetres, shapesFromGeoJson } from '../../../geodata/shapes.ts';
import { sortEdges } from '../tiling.ts';

const { city, divisions, districts } = readWuhu();

describe('Wuhu’s files', () => {
  it('hold 7 districts, 79 streets and 950 communities, every one under one above', () => {
    const codes = new Set(divisions.districts.map((row) => row.code));
    const streets = new Set(divisions.streets.map((row) => row.code));
    expect([codes.size, streets.size, new Set(divisions.communities.map((row) => row.code)).size]).toEqual([
      7, 79, 950,
    ]);
    expect(divisions.streets.every((row) => codes.has(row.district))).toBe(true);
    expect(divisions.communities.every((row) => streets.has(row.street) && row.code.startsWith(row.street))).toBe(true);
    expect(divisions.communities.every((row) => /^[A-Z]/.test(row.nameEn))).toBe(true);
  });

  it('use the bureau’s code of 繁昌 and file the development zones’ streets where they lie', () => {
    expect(divisions.districts.find((row) => row.name === '繁昌区')?.code).toBe('340212');
    const moved = (zone: string): string[] =>
      divisions.streets.filter((row) => row.code.startsWith(zone)).map((row) => row.district);
    expect(moved('340271')).toEqual(['340207', '340207']);
    expect(moved('340272')).toEqual(['340209', '340209', '340209', '340209', '340209']);
  });

  it('add up to 3,654,000 people', () => {
    const sum = Object.values(city.people.districts).reduce((a, b) => a + b, 0);
    expect(Math.round(sum * city.people.unit)).toBe(3_654_000);
    expect(Object.keys(city.people.districts)).toEqual(divisions.districts.map((row) => row.code));
  });

  it('have boundaries that are sound, with borders that neighbours share edge by edge', () => {
    expect(checkBoundary(districts)).toMatchObject({ notes: [], rejects: [] });
    const shapes = shapesFromGeoJson(districts.features.map((feature) => feature.geometry));
    const { inner, outer } = sortEdges(shapes, districts.features.keys());
    expect(inner).toBeGreaterThan(1_000);
    // Were a border not shared exactly, the outline of the city would not close: every position is left once.
    const starts = [...outer].map((edge) => edge.split(' ').slice(0, 2).join(' '));
    const ends = [...outer].map((edge) => edge.split(' ').slice(2).join(' '));
    expect(starts.sort()).toEqual(ends.sort());
    const km2 = districts.features.map((_, i) => areaSquareMetres(shapes, i) / 1e6);
    expect(km2.reduce((a, b) => a + b, 0)).toBeGreaterThan(5_900);
    expect(km2.reduce((a, b) => a + b, 0)).toBeLessThan(6_100);
    for (const feature of districts.features) {
      const parts = feature.geometry.type === 'Polygon' ? [feature.geometry.coordinates] : feature.geometry.coordinates;
      for (const coordinates of parts)
        expect(kinks({ type: 'Polygon', coordinates } satisfies Polygon).features).toEqual([]);
      expect(area(feature)).toBeGreaterThan(1e8);
    }
  });

  it('say where they come from and what was repaired', () => {
    expect(city.provenance.map((row) => row.layer)).toEqual(['districts', 'divisions']);
    expect(city.provenance.every((row) => row.source && row.licence && row.date && !row.synthetic)).toBe(true);
    expect(city.repairs.filter((line) => /touched itself|crossed itself/.test(line)).length).toBeGreaterThanOrEqual(3);
  });
});

describe('names', () => {
  it.each([
    ['周家山社区居民委员会', '周家山社区'],
    ['天城村村民委员会', '天城村'],
    ['李村村委会', '李村'],
    ['曙光村委会', '曙光村'],
    ['团山居委会', '团山社区'],
    ['高教园区社区', '高教园区社区'],
  ])('%s is called %s', (committee, name) => expect(placeName(committee)).toBe(name));

  it.each([
    ['赭山街道', 'Zheshan Subdistrict'],
    ['高安街道', "Gao'an Subdistrict"],
    ['芜湖高新技术产业开发区', 'Wuhu High-tech Development Zone'],
    ['安徽南陵工业园区', 'Anhui Nanling Industrial Park'],
    ['绿影社区', 'Lüying Community'],
    ['无为市', 'Wuwei City'],
  ])('%s is %s in English', (name, english) => expect(englishName(name)).toBe(english));
});
