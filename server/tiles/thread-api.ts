import type { FlatShapes, ZoneRow } from '../../geodata/model.ts';
import type { Area } from '../contract/city.ts';
import type { TileAddress } from './mercator.ts';

export type AreaLayer = 'zones' | 'areas';

/** What the tile thread is told of a city, once for each edition. Shapes and `zoneCommunity` lie over shared memory. */
export interface TileCity {
  cityId: string;
  edition: string;
  areas: Pick<Area, 'level' | 'name' | 'nameEn' | 'label'>[];
  areaShapes: FlatShapes;
  zoneShapes: FlatShapes;
  water: FlatShapes;
  /** Index of each zone's community in `areas`. */
  zoneCommunity: Uint32Array;
  zonePeople: Uint32Array;
  /** Index of each zone's kind in `zoneKinds`. */
  zoneKind: Uint8Array;
}

/** The property `k` of a zone. */
export const zoneKinds: ZoneRow['kind'][] = ['residential', 'rural', 'other', 'water'];
/** The property `l` of an area. */
export const areaLevels: Area['level'][] = ['city', 'district', 'street', 'community'];

/** Calls into the tile thread. */
export interface TileThread {
  /** Takes the place of an earlier edition of the city. */
  open: (city: TileCity) => void;
  /** The tiles, gzipped; null where there is nothing in one. Throws where the edition is not the one that is open. */
  tiles: (cityId: string, edition: string, layer: AreaLayer, wanted: TileAddress[]) => (Uint8Array | null)[];
}
