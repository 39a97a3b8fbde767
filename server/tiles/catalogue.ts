import type { AreaLayer } from './thread-api.ts';

export type TileLayer = AreaLayer | 'stations';

interface VectorLayer {
  id: string;
  description: string;
  fields: Record<string, string>;
}

interface Tileset {
  name: string;
  /** Zooms with tiles of their own; closer, a client enlarges those of `maxzoom`. */
  minzoom: number;
  maxzoom: number;
  layers: VectorLayer[];
}

/** At zoom 14 one unit of a tile is half a metre at 31° N: fine enough to enlarge to single houses. */
const maxzoom = 14;

/** The tilesets and what is in them; feature ids are the indices of zones, areas and stations. */
export const tilesets: Record<TileLayer, Tileset> = {
  zones: {
    name: 'Responsibility zones 网格责任区',
    minzoom: 7,
    maxzoom,
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
    minzoom: 4,
    maxzoom,
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
    minzoom: 4,
    maxzoom,
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

/** TileJSON 3.0 of one tileset. `base` is the address up to and with the layer's name. */
export function tileJson(
  layer: TileLayer,
  {
    base,
    version,
    bounds,
    attribution,
  }: { base: string; version: string; bounds: readonly number[]; attribution: string },
) {
  const { name, minzoom, maxzoom: max, layers } = tilesets[layer];
  return {
    tilejson: '3.0.0',
    name,
    attribution,
    scheme: 'xyz',
    tiles: [`${base}/${version}/{z}/{x}/{y}.mvt`],
    minzoom,
    maxzoom: max,
    bounds,
    vector_layers: layers.map((l) => ({ ...l, minzoom, maxzoom: max })),
  };
}
