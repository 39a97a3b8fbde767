import { makeDemoCity } from '../../geodata/demo/city.ts';
import type { CityModel } from '../../geodata/model.ts';
import { encodeTile } from '../../server/tiles/city-layers.ts';
import { tilesOf } from '../../server/tiles/area-tiles.ts';
import type { TileAddress } from '../../server/tiles/mercator.ts';
import { PolygonLayer } from '../../server/tiles/polygon-layer.ts';
import { measure, rowOf, type PeerResult, type Row, type Timing, type Wanted } from './harness.ts';
import { peerName, withPeer } from './peer.ts';
import { differingZones } from './tiles-agree.ts';
import { geojsonVtTiles } from './tiles-geojson-vt.ts';
import { loadZones, postgisTile, postgisTiles } from './tiles-postgis.ts';

export const names = ['tiles', 'tiles.geojson-vt'];

/** Tiles whose contents are compared: one in so many, of every zoom. */
const sampled = 17;

const layerOf = ({ zoneShapes, zones }: CityModel): PolygonLayer =>
  new PolygonLayer(zoneShapes, { name: 'zones', keys: ['p'], values: (f) => [zones[f]!.people] });

/** All zone tiles, from shapes in degrees to bytes, nothing kept from the round before; not packed, as the peers' are. */
const timeOurs = (city: CityModel, addresses: TileAddress[]): Promise<Timing> =>
  measure(
    () => {
      const layer = layerOf(city);
      return addresses.reduce((bytes, address) => bytes + encodeTile([layer], address).length, 0);
    },
    { warmUp: 3, repeats: 11 },
  );

export async function rows(wanted: Wanted): Promise<Row[]> {
  const city = await makeDemoCity(1);
  const addresses = [...tilesOf('zones', city.bbox)];
  const sample = addresses.filter((_, i) => i % sampled === 0);
  const layer = layerOf(city);
  const ours = await timeOurs(city, addresses);
  const scene = `${addresses.length} tiles of ${city.zones.length} zones, zooms 8–14, projected and indexed anew each time`;
  const made: Row[] = [];
  if (wanted('tiles')) {
    const peer = await postgis(city, addresses, (tile) => differingZones(layer, sample, tile));
    made.push(rowOf('tiles', ours, peer.result, `${scene}${peer.note}`));
  }
  if (wanted('tiles.geojson-vt')) {
    const { timing, tile } = await geojsonVtTiles(city, addresses);
    const differing = await differingZones(layer, sample, tile);
    const result: PeerResult = { name: 'geojson-vt and vt-pbf', timing, agree: differing === 0 };
    made.push(rowOf('tiles.geojson-vt', ours, result, `${scene}; ${differing} zones differ in ${sample.length} tiles`));
  }
  return made;
}

type ReadTile = (address: TileAddress) => Promise<Uint8Array>;

/** PostGIS with the zones projected and indexed beforehand, where there is one. */
function postgis(
  city: CityModel,
  addresses: TileAddress[],
  differing: (tile: ReadTile) => Promise<number>,
): Promise<{ result: PeerResult | undefined; note: string }> {
  return withPeer(async (client) => {
    if (client === undefined) return { result: undefined, note: '' };
    await loadZones(client, city);
    const timing = await measure(() => postgisTiles(client, addresses), { warmUp: 1, repeats: 5 });
    const different = await differing((address) => postgisTile(client, address));
    const name = `${await peerName(client)}, ST_AsMVT`;
    return {
      result: { name, timing, agree: different === 0 },
      note: ` (the peer's beforehand); ${different} zones differ in the tiles compared`,
    };
  });
}
