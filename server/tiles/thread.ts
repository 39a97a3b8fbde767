import { gzipSync } from 'node:zlib';
import { serveThread } from '../threads/serve.ts';
import { CityLayers } from './city-layers.ts';
import type { TileThread } from './thread-api.ts';

interface Open {
  edition: string;
  layers: CityLayers;
}

/** Newest first. The edition before stays, because requests for it may be under way when a new one comes. */
const cities = new Map<string, [Open] | [Open, Open]>();

const api: TileThread = {
  open(city) {
    const opened: Open = { edition: city.edition, layers: new CityLayers(city) };
    const before = cities.get(city.cityId)?.[0];
    cities.set(city.cityId, before === undefined ? [opened] : [opened, before]);
  },
  tiles(cityId, edition, layer, wanted) {
    const city = cities.get(cityId)?.find((open) => open.edition === edition);
    if (city === undefined) throw new Error(`${cityId} ${edition} is not open in the tile thread`);
    return wanted.map((address) => {
      const bytes = city.layers.tile(layer, address);
      return bytes.length === 0 ? null : gzipSync(bytes);
    });
  },
};
serveThread(api);
