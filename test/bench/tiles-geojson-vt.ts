import { GeoJSONVT } from '@maplibre/geojson-vt';
import { fromGeojsonVt } from '@maplibre/vt-pbf';
import type { Feature } from 'geojson';
import { toGeoJson } from '../../geodata/shapes.ts';
import type { CityModel } from '../../geodata/model.ts';
import type { TileAddress } from '../../server/tiles/mercator.ts';
import { measure, type Timing } from './harness.ts';

const options = { maxZoom: 14, indexMaxZoom: 14, extent: 4096, buffer: 64, tolerance: 3 };

/** The same tiles by geojson-vt, its index included, and a way to see one of them. */
export async function geojsonVtTiles(
  { zones, zoneShapes }: CityModel,
  addresses: TileAddress[],
): Promise<{ timing: Timing; tile: (address: TileAddress) => Promise<Uint8Array> }> {
  const features: Feature[] = zones.map((zone, id) => ({ ...toGeoJson(zoneShapes, id, { p: zone.people }), id }));
  const indexed = (): GeoJSONVT => new GeoJSONVT({ type: 'FeatureCollection', features }, options);
  const cut = (index: GeoJSONVT, { z, x, y }: TileAddress): Uint8Array => {
    const tile = index.getTile(z, x, y);
    return tile ? fromGeojsonVt({ zones: tile }, { version: 2, extent: 4096 }) : new Uint8Array(0);
  };
  const timing = await measure(
    () => {
      const index = indexed();
      return addresses.reduce((bytes, address) => bytes + cut(index, address).length, 0);
    },
    { warmUp: 1, repeats: 5 },
  );
  const kept = indexed();
  return { timing, tile: (address) => Promise.resolve(cut(kept, address)) };
}
