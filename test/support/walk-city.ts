import type { CityModel } from '../../geodata/model.ts';
import { buildNetwork, type WalkLine } from '../../geodata/network/build.ts';
import { edgeFlags, type BuiltNetwork } from '../../geodata/network/model.ts';
import { contains } from '../../geodata/shapes.ts';
import { packNetwork, storeNetwork } from '../../server/coverage/network-store.ts';
import { smallCity } from './cities.ts';
import type { TestServer } from './server.ts';

/** Streets every so many degrees, from the small city's south-western corner on. */
const [west, south, step, columns, rows] = [118.351, 31.301, 0.003, 16, 12];
/** A river runs between these two columns of streets, and a bridge crosses it in the last row. */
export const riverColumn = 7;
const bridgeRow = rows - 1;

const at = (column: number, row: number): [number, number] => [west + column * step, south + row * step];
const point = (column: number, row: number): number => row * columns + column;

/** A lattice of streets cut by a river that one bridge crosses; the west has no way to the east but by it. */
function latticeStreets(flags: number): { lngLat: Float64Array; lines: WalkLine[] } {
  const crossings = Array.from({ length: rows * columns }, (_, i) => at(i % columns, Math.floor(i / columns)));
  const lngLat = Float64Array.from(crossings.flat());
  const lines: WalkLine[] = [];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const isRiver = column === riverColumn;
      if (column + 1 < columns && (!isRiver || row === bridgeRow))
        lines.push({ points: [point(column, row), point(column + 1, row)], flags: isRiver ? edgeFlags.bridge | flags : 0, compound: -1 }); // prettier-ignore
      if (row + 1 < rows) lines.push({ points: [point(column, row), point(column, row + 1)], flags: 0, compound: -1 });
    }
  return { lngLat, lines };
}

/** `flags`: of the bridge, beside that it is one. */
export const latticeNetwork = (flags = 0): BuiltNetwork => buildNetwork(latticeStreets(flags));

/** The same streets as an OpenStreetMap extract. */
export function latticeOsm(): string {
  const { lngLat, lines } = latticeStreets(0);
  const nodes = Array.from({ length: lngLat.length / 2 }, (_, i) => `<node id="${i + 1}" lon="${lngLat[2 * i]!}" lat="${lngLat[2 * i + 1]!}"/>`); // prettier-ignore
  const ways = lines.map(({ points, flags }, i) => {
    const bridge = (flags & edgeFlags.bridge) === 0 ? '' : '<tag k="bridge" v="yes"/>';
    const refs = Array.from(points, (p) => `<nd ref="${p + 1}"/>`).join('');
    return `<way id="${i + 1}">${refs}<tag k="highway" v="residential"/>${bridge}</way>`;
  });
  return `<?xml version="1.0"?><osm version="0.6">${[...nodes, ...ways].join('')}</osm>`;
}

/** The small city with one station just west of the river, and ten people near every crossing of its streets. */
export function walkCity(id = 'walkville'): CityModel {
  const model = smallCity(id, 1);
  const places: { lngLat: [number, number]; zone: number }[] = [];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const [lng, lat] = at(column, row);
      const lngLat: [number, number] = [lng + 0.0002, lat + 0.0003];
      const zone = model.zones.findIndex((_, z) => contains(model.zoneShapes, z, ...lngLat));
      if (zone >= 0) places.push({ lngLat, zone });
    }
  const people = {
    lngLat: Float64Array.from(places.flatMap((p) => p.lngLat)),
    people: new Uint16Array(places.length).fill(10),
    zone: Uint32Array.from(places, (p) => p.zone),
  };
  const [lng, lat] = at(riverColumn, 2);
  return { ...model, people, stations: [{ ...model.stations[0]!, position: [lng, lat] }] };
}

/** Gives a city of a test server a network; returns its edition. */
export async function giveNetwork(server: TestServer, cityId: string, built: BuiltNetwork): Promise<number> {
  const packed = packNetwork(built, {
    layer: 'network',
    source: 'a lattice made for tests',
    licence: 'MIT',
    date: '2026-12-01',
    sourceCrs: 'WGS-84',
    synthetic: true,
  });
  return server.db.transaction().execute((trx) => storeNetwork(trx, cityId, packed));
}
