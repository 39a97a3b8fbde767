import type { Polygon, Position } from 'geojson';
import type { AreaLevel, AreaRow, CityModel, CompoundRow, StationSeed, ZoneRow } from '../../../geodata/model.ts';
import { emptyShapes, shapesFromGeoJson } from '../../../geodata/shapes.ts';

const origin = { lng: 118.3, lat: 31.2 };
/** Side of a zone, degrees: about 250 m. */
const step = 0.0025;

/** A number in [0, 1) that follows from two integers. */
function scatter(i: number, j: number): number {
  const x = Math.sin(i * 127.1 + j * 311.7) * 43758.5453;
  return x - Math.floor(x);
}

const names: Record<AreaLevel, string[]> = {
  city: ['芜湖市'],
  district: ['镜湖区', '弋江区', '鸠江区', '湾沚区'],
  street: ['赭山街道', '弋矶山街道', '长江路街道', '方村街道'],
  community: ['团结社区', '大砻坊社区', '重阳社区', '长山社区'],
};
const englishOf: Record<AreaLevel, string> = {
  city: 'Wuhu City',
  district: 'District',
  street: 'Street',
  community: 'Community',
};

/** Zones on a side of an area of each level, in a city of two districts on a side. */
const sideOf: Record<AreaLevel, number> = { community: 3, street: 6, district: 12, city: 24 };

class Lattice {
  /** Corner (i, j), moved a little off the lattice, on a grid of 1e-7°. */
  corner(i: number, j: number): Position {
    const snap = (x: number): number => Math.round(x * 1e7) / 1e7;
    const lng = origin.lng + step * (i + 0.6 * (scatter(i, j) - 0.5));
    const lat = origin.lat + step * (j + 0.6 * (scatter(j + 1000, i) - 0.5));
    return [snap(lng), snap(lat)];
  }

  /** Outline of the block of `side` × `side` zones at (i, j): every corner on the way, so that neighbours match. */
  block(i: number, j: number, side: number): Polygon {
    const ring: Position[] = [];
    for (let k = 0; k < side; k++) ring.push(this.corner(i + k, j));
    for (let k = 0; k < side; k++) ring.push(this.corner(i + side, j + k));
    for (let k = side; k > 0; k--) ring.push(this.corner(i + k, j + side));
    for (let k = side; k > 0; k--) ring.push(this.corner(i, j + k));
    return { type: 'Polygon', coordinates: [[...ring, ring[0]!]] };
  }
}

const lattice = new Lattice();
const digits: Record<AreaLevel, number> = { city: 4, district: 6, street: 9, community: 12 };

/** Code of the area of `level` that holds the zone at (i, j). */
function codeOf(level: AreaLevel, i: number, j: number): string {
  if (level === 'city') return '3402';
  const side = sideOf[level];
  const above = ({ district: 'city', street: 'district', community: 'street' } as const)[level];
  const local = (Math.floor(i / side) % 2) + 2 * (Math.floor(j / side) % 2);
  return `${codeOf(above, i, j)}${String(local + 1).padStart(digits[level] - digits[above], '0')}`;
}

function makeAreas(): { rows: AreaRow[]; outlines: Polygon[] } {
  const rows: AreaRow[] = [];
  const outlines: Polygon[] = [];
  for (const level of ['city', 'district', 'street', 'community'] as const) {
    const side = sideOf[level];
    const above = ({ city: null, district: 'city', street: 'district', community: 'street' } as const)[level];
    for (let j = 0; j < 24; j += side)
      for (let i = 0; i < 24; i += side) {
        const code = codeOf(level, i, j);
        const n = Number(code.slice(-2)) - 1;
        rows.push({
          code,
          level,
          parent: above === null ? null : codeOf(above, i, j),
          name: names[level][level === 'city' ? 0 : n]!,
          nameEn: `${englishOf[level]} ${code}`,
          label: [origin.lng + step * (i + side / 2), origin.lat + step * (j + side / 2)],
          people: 10 * side * side,
        });
        outlines.push(lattice.block(i, j, side));
      }
  }
  return { rows, outlines };
}

function makeZones(): { rows: ZoneRow[]; outlines: Polygon[] } {
  const rows: ZoneRow[] = [];
  const outlines: Polygon[] = [];
  for (let j = 0; j < 24; j++)
    for (let i = 0; i < 24; i++) {
      const community = codeOf('community', i, j);
      const number = 1 + (i % 3) + 3 * (j % 3);
      rows.push({
        code: `${community}-${String(number).padStart(4, '0')}`,
        community,
        compound: number === 1 ? Math.floor(i / 3) + 8 * Math.floor(j / 3) : -1,
        people: 10,
        kind: j === 0 ? 'water' : 'residential',
      });
      outlines.push(lattice.block(i, j, 1));
    }
  return { rows, outlines };
}

const centre = (i: number, j: number): [number, number] => [
  origin.lng + step * (i + 0.5),
  origin.lat + step * (j + 0.5),
];

function makeCompounds(): CompoundRow[] {
  return Array.from({ length: 64 }, (_, n) => {
    const [i, j] = [3 * (n % 8), 3 * Math.floor(n / 8)];
    return {
      code: `X${String(n).padStart(4, '0')}`,
      name: `翠湖花园${n + 1}期`,
      nameEn: `Cuihu Garden ${n + 1}`,
      community: codeOf('community', i, j),
      position: centre(i, j),
      people: 10,
    };
  });
}

function makeStations(): StationSeed[] {
  return Array.from({ length: 8 }, (_, n) => ({
    code: `S${String(n + 1).padStart(4, '0')}`,
    kind: 'vanguard',
    name: `团结第${n + 1}先锋驿站`,
    nameEn: `Tuanjie Vanguard Station ${n + 1}`,
    community: codeOf('community', 3 * n, 3),
    position: centre(3 * n, 3),
    hours: [{ days: [1, 2, 3, 4, 5], from: '08:30', to: '17:30' }],
    dutyTeam: { name: '值守队', people: 12 },
  }));
}

/**
 * A city of 24 × 24 crooked quadrilaterals that tile it exactly; communities of 9 zones in streets of 4 communities in
 * 4 districts of 4 streets. Ten people stand in the middle of each zone.
 */
export function latticeCity(id = 'lattice'): CityModel {
  const areas = makeAreas();
  const zones = makeZones();
  const middles = zones.rows.flatMap((_, n) => centre(n % 24, Math.floor(n / 24)));
  return {
    id,
    name: '芜湖',
    nameEn: 'Wuhu',
    timeZone: 'Asia/Shanghai',
    bbox: [118.29, 31.19, 118.37, 31.27],
    synthetic: true,
    provenance: [
      {
        layer: 'districts',
        source: 'test',
        licence: 'none',
        date: '2020-12-31',
        sourceCrs: 'WGS-84',
        synthetic: false,
      },
    ],
    areas: areas.rows,
    areaShapes: shapesFromGeoJson(areas.outlines),
    zones: zones.rows,
    zoneShapes: shapesFromGeoJson(zones.outlines),
    compounds: makeCompounds(),
    stations: makeStations(),
    people: {
      lngLat: Float64Array.from(middles),
      people: new Uint16Array(zones.rows.length).fill(10),
      zone: Uint32Array.from(zones.rows.keys()),
    },
    water: emptyShapes(),
  };
}
