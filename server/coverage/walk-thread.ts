import { decodeNetwork } from '../../geodata/network/encoding.ts';
import { encodeWalkZones } from '../contract/walking.ts';
import { handedOver, serveThread } from '../threads/serve.ts';
import { WalkCity } from './walk-city.ts';
import type { WalkThread } from './walk-thread-api.ts';

const cities = new Map<string, WalkCity>();

function cityOf(id: string): WalkCity {
  const city = cities.get(id);
  if (city === undefined) throw new Error(`${id} is not open in the walking thread`);
  return city;
}

/** GeoJSON of one feature for each band of minutes. */
function collection(type: string, bands: { minutes: number; coordinates: unknown }[] | null): Uint8Array | null {
  if (bands === null) return null;
  const features = bands.map(({ minutes, coordinates }) => ({
    type: 'Feature',
    properties: { minutes },
    geometry: { type, coordinates },
  }));
  return handedOver(new TextEncoder().encode(JSON.stringify({ type: 'FeatureCollection', features })));
}

const api: WalkThread = {
  open: ({ network, ...input }, stations, seq) =>
    void cities.set(input.city.cityId, new WalkCity({ ...input, network: decodeNetwork(network) }, stations, seq)),
  apply: (cityId, changes, seq) => cityOf(cityId).apply(changes, seq),
  summary: (cityId, walk) => cityOf(cityId).summary(walk),
  rows: (cityId, walk) => cityOf(cityId).rows(walk),
  compounds: (cityId, walk) => cityOf(cityId).compounds(walk),
  zones: (cityId, walk) => handedOver(encodeWalkZones(cityOf(cityId).zones(walk))),
  path: (cityId, walk, from, zone) => cityOf(cityId).path(walk, from, zone),
  reach: (cityId, walk, station, bands) => collection('MultiLineString', cityOf(cityId).reach(walk, station, bands)),
  outline: (cityId, walk, station, bands) => collection('MultiPolygon', cityOf(cityId).outline(walk, station, bands)),
};
serveThread(api);
