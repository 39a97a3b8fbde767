import { tilePath, tileZooms, type TileLayer } from '../contract/tiles.ts';

interface VectorLayer {
  id: string;
  description: string;
  fields: Record<string, string>;
}

interface Tileset {
  name: string;
  layers: VectorLayer[];
}

/** The tilesets and what is in them; feature ids are the indices of zones, areas and stations. */
export const tilesets: Record<TileLayer, Tileset> = {
  zones: {
    name: 'Responsibility zones 网格责任区',
    layers: [
      {
        id: 'zones',
        description: 'Feature id: index of the zone',
        fields: {
          a: 'Index of the community in the areas',
          k: '0 residential, 1 rural, 2 other, 3 water',
          p: 'People',
        },
      },
    ],
  },
  areas: {
    name: 'Areas 市、区、街道、社区',
    layers: [
      {
        id: 'areas',
        description: 'Feature id: index of the area',
        fields: { l: '0 city, 1 district, 2 street, 3 community' },
      },
      { id: 'water', description: 'Water bodies', fields: {} },
      {
        id: 'labels',
        description: 'Points; feature id: index of the area',
        fields: { l: 'As in areas', n: 'Name', e: 'English or pinyin name' },
      },
    ],
  },
  stations: {
    name: 'Vanguard Stations 先锋驿站',
    layers: [
      {
        id: 'stations',
        description: 'Points; feature id: place of the station in the order of codes, from 0',
        fields: { o: '1 in service, 0 not', k: '0 vanguard, 1 centre, 2 neighbourhood' },
      },
    ],
  },
};

export const isTileLayer = (name: string): name is TileLayer => Object.hasOwn(tilesets, name);

/** TileJSON 3.0 of one tileset; `origin` is the server's own address. */
export function tileJson(
  layer: TileLayer,
  {
    origin,
    cityId,
    version,
    bounds,
    attribution,
  }: { origin: string; cityId: string; version: string; bounds: readonly number[]; attribution: string },
) {
  const { name, layers } = tilesets[layer];
  const zooms = tileZooms[layer];
  return {
    tilejson: '3.0.0',
    name,
    attribution,
    scheme: 'xyz',
    tiles: [`${origin}${tilePath(cityId, layer, version)}`],
    ...zooms,
    bounds,
    vector_layers: layers.map((l) => ({ ...l, ...zooms })),
  };
}
