import type { FlatShapes } from '../../geodata/model.ts';
import type { WalkNetwork } from '../../geodata/network/model.ts';
import type { Walk, WalkCompound, WalkPathFeature, WalkRow, WalkSummary } from '../contract/walking.ts';
import type { CityInput, StationDisc } from './thread-api.ts';

/** A compound as the thread needs it; its index is its place in the list. */
export interface CompoundPlace {
  code: string;
  name: string;
  nameEn: string;
  /** Code of its community. */
  community: string;
  position: [number, number];
  people: number;
}

/** What the walking thread is told of a city, once for each version of it or of its network. */
export interface WalkInput {
  city: CityInput;
  networkEdition: number;
  network: WalkNetwork;
  compounds: CompoundPlace[];
  /** One feature for each body of water. */
  water: FlatShapes;
  /** Index of each zone's compound, -1 where it belongs to none. */
  zoneCompound: Int32Array;
}

/** The same with the network as it is stored: the thread unpacks it. */
export type PackedWalkInput = Omit<WalkInput, 'network'> & { network: Uint8Array };

/** Calls into the walking thread; answered in the order asked. */
export interface WalkThread {
  open: (input: PackedWalkInput, stations: StationDisc[], seq: number) => void;
  apply: (cityId: string, changes: StationDisc[], seq: number) => void;
  summary: (cityId: string, walk: Walk) => WalkSummary;
  rows: (cityId: string, walk: Walk) => WalkRow[];
  compounds: (cityId: string, walk: Walk) => WalkCompound[];
  /** `encodeWalkZones` of the contract. */
  zones: (cityId: string, walk: Walk) => Uint8Array;
  /** The walk from a position in a zone to its nearest station; null where there is none. */
  path: (cityId: string, walk: Walk, from: [number, number], zone: number) => WalkPathFeature | null;
  /**
   * GeoJSON in UTF-8: the ways from which a station is reached, a MultiLineString for each of the `bands` (minutes,
   * ascending), the longer ones around the shorter; null where no way leads to the station.
   */
  reach: (cityId: string, walk: Walk, station: string, bands: number[]) => Uint8Array | null;
  /**
   * GeoJSON in UTF-8: the outline of what is within each of the `bands` of a station, a MultiPolygon each, the longest
   * first; null where no way leads to the station.
   */
  outline: (cityId: string, walk: Walk, station: string, bands: number[]) => Uint8Array | null;
}
