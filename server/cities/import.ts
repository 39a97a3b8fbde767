import type { OnRecord } from '../audit/log.ts';
import { sql, type Kysely, type Transaction } from 'kysely';
import type { CityModel, Progress } from '../../geodata/model.ts';
import { encodePeople, encodeShapes } from '../../geodata/encoding.ts';
import { noCounters } from '../contract/figures.ts';
import type { CityLayer, Database } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import { areaColumns, compoundColumns, insertRows, stationColumns, zoneColumns } from './import-insert.ts';
import { replaceStations } from './import-replace.ts';
import { areaRows, compoundRows, stationRows, zoneRows } from './import-rows.ts';
import { boxesOf, makeLocate } from './locate.ts';
import { makePlaceOf } from './place.ts';

/** City seconds to a real second of a demo feed, until somebody sets another speed. */
const demoSpeed = 600;

export interface ImportOptions {
  /** A simulated clock starts at `nowMs`. Of a city that is there already both clock and feed stay as they are. */
  clock: 'live' | 'simulated';
  /** Whether a city on a simulated clock has a demo feed; it is off until it is switched on. */
  feed: boolean;
  /** Real time, ms since the epoch. */
  nowMs: number;
  /** What to do where the city is there already: swap its areas, or throw `city-exists`. Default `replace`. */
  whenExists?: 'replace' | 'refuse';
  /** Puts on record who had it made, as the last thing in the same transaction. */
  onRecord?: OnRecord;
  onProgress?: Progress;
}

export interface ImportedCity {
  version: number;
  areas: number;
  zones: number;
  compounds: number;
  stations: number;
}

const peopleOf = (model: CityModel): number => model.areas.find((a) => a.level === 'city')?.people ?? 0;

/** What every import writes. A new log each time makes every client start afresh, with the new areas. */
const cityFields = (model: CityModel) => ({
  name: model.name,
  name_en: model.nameEn,
  time_zone: model.timeZone,
  west: model.bbox[0],
  south: model.bbox[1],
  east: model.bbox[2],
  north: model.bbox[3],
  synthetic: model.synthetic,
  people: peopleOf(model),
  provenance: JSON.stringify(model.provenance),
  log: sql<string>`gen_random_uuid()`,
});

/** What only the first import writes: the clock and the feed. */
function firstFields({ clock, feed: wanted, nowMs }: ImportOptions) {
  const now = new Date(nowMs);
  const feed = wanted && clock === 'simulated';
  const simulatedMark = feed ? 'demo' : 'replay';
  return {
    version: 1,
    clock_kind: clock,
    clock_mark: clock === 'live' ? 'none' : simulatedMark,
    clock_city_at: now,
    clock_real_at: now,
    clock_speed: 1,
    feed_running: feed ? false : null,
    feed_speed: demoSpeed,
    counters: JSON.stringify(noCounters),
  } as const;
}

/** Makes the city's row, or locks it and counts its version up; returns the version. */
async function claimVersion(trx: Transaction<Database>, model: CityModel, options: ImportOptions): Promise<number> {
  const made = await trx
    .insertInto('city')
    .values({ id: model.id, ...cityFields(model), ...firstFields(options) })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('version')
    .executeTakeFirst();
  if (made !== undefined) return made.version;
  if (options.whenExists === 'refuse') throw new ProblemError('city-exists', model.id);
  const raised = await trx
    .updateTable('city')
    .set((eb) => ({ ...cityFields(model), version: eb('version', '+', 1) }))
    .where('id', '=', model.id)
    .returning('version')
    .executeTakeFirstOrThrow();
  return raised.version;
}

async function swapLayers(trx: Transaction<Database>, model: CityModel, version: number): Promise<void> {
  await trx.deleteFrom('city_layer').where('city_id', '=', model.id).execute();
  const layers: [CityLayer, Uint8Array][] = [
    ['areas', encodeShapes(model.areaShapes)],
    ['zones', encodeShapes(model.zoneShapes)],
    ['water', encodeShapes(model.water)],
    ['people', encodePeople(model.people)],
  ];
  for (const [layer, bytes] of layers)
    await trx
      .insertInto('city_layer')
      .values({ city_id: model.id, version, layer, bytes: Buffer.from(bytes) })
      .execute();
}

/**
 * Stores a city in one transaction: readers see the old version or the new one, never a mixture. Stations that are there
 * already keep their state and are only placed in the new zones; a seed with a new code is added.
 * Throws `city-exists`, `position-outside-city` (a station or an open whistle that the new areas leave out; nothing is
 * stored then) or a RangeError (a model that contradicts itself).
 */
export async function importCity(
  db: Kysely<Database>,
  model: CityModel,
  options: ImportOptions,
): Promise<ImportedCity> {
  const { onProgress = () => undefined } = options;
  const steps = 4;
  onProgress(0, steps, 'naming');
  const [areas, zones, compounds] = [areaRows(model), zoneRows(model), compoundRows(model)];
  const locate = await makeLocate(model.zoneShapes, boxesOf(model.zoneShapes));
  const placeOf = makePlaceOf(
    model.areas,
    zones.map((z) => z.community),
    locate,
  );
  const stations = stationRows(model, placeOf);
  onProgress(1, steps, 'storing areas');
  const version = await db.transaction().execute(async (trx) => {
    const claimed = await claimVersion(trx, model, options);
    for (const table of ['zone', 'compound', 'area'] as const)
      await trx.deleteFrom(table).where('city_id', '=', model.id).execute();
    await insertRows(trx, 'area', areaColumns, areas);
    onProgress(2, steps, 'storing zones');
    await insertRows(trx, 'zone', zoneColumns, zones);
    await insertRows(trx, 'compound', compoundColumns, compounds);
    onProgress(3, steps, 'storing stations and shapes');
    const known = claimed === 1 ? new Set<string>() : await replaceStations(trx, model.id, placeOf);
    await insertRows(
      trx,
      'station',
      stationColumns,
      stations.filter((s) => !known.has(s.code)),
    );
    await swapLayers(trx, model, claimed);
    await options.onRecord?.(trx);
    return claimed;
  });
  // A fresh bulk load has no statistics yet, and the first plans would be poor.
  await sql`analyze area, zone, compound, station`.execute(db);
  onProgress(steps, steps, 'stored');
  return {
    version,
    areas: areas.length,
    zones: zones.length,
    compounds: compounds.length,
    stations: stations.length,
  };
}
