import type { Kysely, Transaction } from 'kysely';
import type { FlatShapes, PeoplePoints } from '../../geodata/model.ts';
import { decodePeople, decodeShapes } from '../../geodata/encoding.ts';
import { featureBbox } from '../../geodata/shapes.ts';
import type { Area } from '../contract/city.ts';
import type { CityLayer, Database } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import { boxesOf, makeLocate } from './locate.ts';
import { editionOf } from './edition.ts';
import { makeCityGeometry, type CityGeometry, type ZoneInfo } from './geometry.ts';
import { isSynthetic } from './import-rows.ts';

type Read = Transaction<Database>;

/** Between two pieces of computing the event loop goes on: a city is opened while others are being served. */
const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The same numbers over memory that threads share. */
function shared<T extends Float64Array | Uint32Array | Uint16Array>(values: T): T {
  const sharedArray = values.constructor as new (memory: SharedArrayBuffer) => T;
  const copy = new sharedArray(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

function readShapes(bytes: Uint8Array): FlatShapes {
  const { coords, ringStart, polygonStart, featureStart } = decodeShapes(bytes);
  return {
    coords: shared(coords),
    ringStart: shared(ringStart),
    polygonStart: shared(polygonStart),
    featureStart: shared(featureStart),
  };
}

function readPeople(bytes: Uint8Array): PeoplePoints {
  const { lngLat, people, zone } = decodePeople(bytes);
  return { lngLat: shared(lngLat), people: shared(people), zone: shared(zone) };
}

/** One layer at a time, for the event loop's sake: the driver unpacks megabytes of each in one go. */
async function readLayer(
  trx: Read,
  { id, version }: { id: string; version: number },
  layer: CityLayer,
): Promise<Buffer> {
  const row = await trx
    .selectFrom('city_layer')
    .select('bytes')
    .where('city_id', '=', id)
    .where('version', '=', version)
    .where('layer', '=', layer)
    .executeTakeFirst();
  if (row === undefined) throw new Error(`${id}, version ${version}: the layer ${layer} is not stored`);
  await breath();
  return row.bytes;
}

async function readAreas(trx: Read, cityId: string, shapes: FlatShapes): Promise<Area[]> {
  const rows = await trx.selectFrom('area').selectAll().where('city_id', '=', cityId).orderBy('index').execute();
  return rows.map((a) => ({
    index: a.index,
    code: a.code,
    level: a.level,
    parent: a.parent,
    name: a.name,
    nameEn: a.name_en,
    label: [a.label_lng, a.label_lat],
    bbox: featureBbox(shapes, a.index),
    people: a.people,
    areaM2: a.area_m2,
    synthetic: a.synthetic,
  }));
}

/** Rows in one answer: what arrives together is read in one turn of the event loop. */
const zonesPerRead = 1000;

async function readZones(trx: Read, cityId: string): Promise<ZoneInfo[]> {
  const zones: ZoneInfo[] = [];
  for (let more = true; more;) {
    const rows = await trx
      .selectFrom('zone')
      .select(['index', 'code', 'kind', 'community', 'compound', 'people', 'area_m2 as areaM2'])
      .where('city_id', '=', cityId)
      .where('index', '>=', zones.length)
      .orderBy('index')
      .limit(zonesPerRead)
      .execute();
    for (const row of rows) zones.push(row);
    more = rows.length === zonesPerRead;
  }
  return zones;
}

async function readStored(trx: Read, cityId: string): Promise<CityGeometry> {
  const city = await trx.selectFrom('city').selectAll().where('id', '=', cityId).executeTakeFirst();
  if (city === undefined) throw new ProblemError('city-unknown', cityId);
  const areaShapes = readShapes(await readLayer(trx, city, 'areas'));
  const areas = await readAreas(trx, cityId, areaShapes);
  const zones = await readZones(trx, cityId);
  const zoneShapes = readShapes(await readLayer(trx, city, 'zones'));
  await breath();
  const people = readPeople(await readLayer(trx, city, 'people'));
  await breath();
  const zoneBoxes = boxesOf(zoneShapes);
  await breath();
  const locate = await makeLocate(zoneShapes, zoneBoxes, { breath });
  return makeCityGeometry({
    cityId,
    version: city.version,
    edition: editionOf(city),
    bbox: [city.west, city.south, city.east, city.north],
    synthetic: city.synthetic,
    zonesSynthetic: isSynthetic(city.provenance, 'zones'),
    areas,
    zones,
    areaShapes,
    zoneShapes,
    water: readShapes(await readLayer(trx, city, 'water')),
    people,
    zoneBoxes,
    locate,
  });
}

/** The city's present version, read at one instant, so that rows and shapes belong together; throws `city-unknown`. */
export const loadCityGeometry = (db: Kysely<Database>, cityId: string): Promise<CityGeometry> =>
  db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute((trx) => readStored(trx, cityId));
