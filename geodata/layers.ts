import type { Feature, FeatureCollection, Geometry } from 'geojson';
import type { CityModel, Provenance } from './model.ts';
import { toGeoJson } from './shapes.ts';

/** A GeoJSON layer that carries where it comes from. */
export interface Layer {
  name: string;
  collection: FeatureCollection & { provenance: Provenance | undefined };
}

const point = (position: readonly number[], properties: object): Feature => ({
  type: 'Feature',
  properties: { ...properties },
  geometry: { type: 'Point', coordinates: [...position] },
});

function peopleFeatures({ people, zones }: CityModel): Feature[] {
  return Array.from(people.people, (count, i) => {
    const position = [people.lngLat[2 * i]!, people.lngLat[2 * i + 1]!];
    return point(position, { people: count, zone: zones[people.zone[i]!]!.code });
  });
}

/** All layers of a city as GeoJSON (RFC 7946), to be looked at in any GIS; each states its provenance. */
export function layersOf(city: CityModel): Layer[] {
  const layer = (name: string, features: Feature<Geometry | null>[]): Layer => {
    const provenance = city.provenance.find((row) => row.layer === name);
    return { name, collection: { type: 'FeatureCollection', provenance, features: features as Feature[] } };
  };
  const level = (wanted: string): Feature[] =>
    city.areas.flatMap((area, i) => (area.level === wanted ? [toGeoJson(city.areaShapes, i, area)] : []));
  return [
    layer('districts', level('district')),
    layer('streets', level('street')),
    layer('communities', level('community')),
    layer('zones', city.zones.map((zone, i) => toGeoJson(city.zoneShapes, i, zone))), // prettier-ignore
    layer('compounds', city.compounds.map(({ position, ...row }) => point(position, row))), // prettier-ignore
    layer('stations', city.stations.map(({ position, ...row }) => point(position, row))), // prettier-ignore
    layer('people', peopleFeatures(city)),
    layer('water', Array.from({ length: city.water.featureStart.length - 1 }, (_, i) => toGeoJson(city.water, i, {}))), // prettier-ignore
  ];
}
