import * as turf from '@turf/turf';
import type { FeatureCollection } from 'geojson';
import { handedOver, serveThread } from '../threads/serve.ts';
import { CityCoverage } from './city-coverage.ts';
import type { CoverageThread } from './thread-api.ts';
import { uncoveredPart } from './uncovered-part.ts';

/** Corners of a drawn circle; the counting uses true circles. */
const circleSteps = 64;

const cities = new Map<string, CityCoverage>();

function cityOf(id: string): CityCoverage {
  const city = cities.get(id);
  if (city === undefined) throw new Error(`${id} is not open in the coverage thread`);
  return city;
}

const geoJsonBytes = (features: FeatureCollection): Uint8Array =>
  handedOver(new TextEncoder().encode(JSON.stringify(features)));

const api: CoverageThread = {
  open: (input, stations, seq) => void cities.set(input.cityId, new CityCoverage(input, stations, seq)),
  apply: (cityId, changes, seq) => cityOf(cityId).apply(changes, seq),
  summary(cityId, radiusMetres) {
    const city = cityOf(cityId);
    return city.of(radiusMetres).summary(city.seq);
  },
  rows: (cityId, radiusMetres) => cityOf(cityId).of(radiusMetres).rows(),
  cells(cityId, radiusMetres) {
    const city = cityOf(cityId);
    return city.of(radiusMetres).cells(city.seq);
  },
  zone: (cityId, radiusMetres, zone) => cityOf(cityId).of(radiusMetres).zone(zone),
  uncovered: async (cityId, radiusMetres, area) =>
    geoJsonBytes(await uncoveredPart(cityOf(cityId), radiusMetres, area)),
  circles: (cityId, radiusMetres) =>
    geoJsonBytes(
      turf.featureCollection(
        cityOf(cityId)
          .open()
          .map(({ id, lng, lat }) =>
            turf.circle([lng, lat], radiusMetres, { units: 'meters', steps: circleSteps, properties: { station: id } }),
          ),
      ),
    ),
};
serveThread(api);
