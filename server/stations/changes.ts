import type { Insertable, Updateable } from 'kysely';
import type { Station, StationChange, StationCreate } from '../contract/station.ts';
import type { Position } from '../contract/geo.ts';
import type { StationTable } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import { presentStation } from '../live/present.ts';
import type { CityChange } from '../live/batch.ts';
import { readStation } from './store.ts';

/** Where a position stands: zone index and the codes above it. */
export interface Place {
  zone: number;
  community: string;
  street: string;
  district: string;
}
/** Place of a position; throws `position-outside-city`. */
export type Locate = (position: Position) => Place;

export interface Naming {
  /** Pinyin and initials of a name, for search. */
  pinyin: (name: string) => { pinyin: string; initials: string };
  newId: () => string;
}

/** Adds a station: row and `station.added`. */
export async function addStation(
  c: CityChange,
  input: StationCreate,
  locate: Locate,
  naming: Naming,
): Promise<Station> {
  const place = locate(input.position);
  c.city.station_number += 1;
  const row: Insertable<StationTable> = {
    id: naming.newId(),
    city_id: c.city.id,
    code: `N${String(c.city.station_number).padStart(4, '0')}`,
    kind: input.kind,
    name: input.name,
    name_en: input.nameEn ?? input.name,
    ...naming.pinyin(input.name),
    lng: input.position[0],
    lat: input.position[1],
    ...place,
    hours: JSON.stringify(input.hours),
    duty_name: input.dutyTeam.name,
    duty_people: input.dutyTeam.people,
    open: input.open,
    synthetic: c.city.clock_kind === 'simulated',
    seq: c.nextSeq(),
    version: 1,
  };
  const stored = await c.trx.insertInto('station').values(row).returningAll().executeTakeFirstOrThrow();
  const station = presentStation(stored);
  c.emit({ type: 'station.added', data: { station } }, c.now);
  return station;
}

/**
 * Moves, opens or closes a station that the caller saw at `version`; throws `station-unknown`, `version-stale` or
 * `position-outside-city`. Opening an open station changes nothing and is no event.
 */
export async function changeStation(
  c: CityChange,
  id: string,
  { version, change }: { version: number; change: StationChange },
  locate: Locate,
): Promise<Station> {
  const row = await readStation(c.trx, c.city.id, id);
  if (row.version !== version) throw new ProblemError('version-stale', `version ${row.version}, not ${version}`);
  const { position, open } = change;
  if (open === row.open) return presentStation(row);
  const type = position ? 'station.moved' : open ? 'station.opened' : 'station.closed';
  const set: Updateable<StationTable> = position
    ? { lng: position[0], lat: position[1], ...locate(position) }
    : { open: open! };
  const stored = await c.trx
    .updateTable('station')
    .set({ ...set, seq: c.nextSeq(), version: row.version + 1 })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  const station = presentStation(stored);
  c.emit({ type, data: { station } }, c.now);
  return station;
}
