export type TileLayer = 'zones' | 'areas' | 'stations';

/** At zoom 14 one unit of a tile is half a metre at 31° N: fine enough to enlarge to single houses. */
const maxzoom = 14;

/** Zooms with tiles of their own; closer, a client enlarges those of `maxzoom`. */
export const tileZooms: Record<TileLayer, { minzoom: number; maxzoom: number }> = {
  zones: { minzoom: 7, maxzoom },
  areas: { minzoom: 4, maxzoom },
  stations: { minzoom: 4, maxzoom },
};

/** Path of a layer's tiles, as MapLibre and TileJSON write it; `version` stands for their content. */
export const tilePath = (cityId: string, layer: TileLayer, version: string): string =>
  `/api/v1/cities/${cityId}/tiles/${layer}/${version}/{z}/{x}/{y}.mvt`;
