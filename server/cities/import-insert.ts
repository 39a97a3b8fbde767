import { sql, type Insertable, type Transaction } from 'kysely';
import type { AreaTable, CompoundTable, Database, StationTable, ZoneTable } from '../db/schema.ts';

/** PostgreSQL type of every column of a table. */
type Columns<T> = Record<keyof T & string, string>;

export const areaColumns: Columns<AreaTable> = {
  city_id: 'text',
  index: 'int4',
  code: 'text',
  level: 'text',
  parent: 'text',
  name: 'text',
  name_en: 'text',
  pinyin: 'text',
  initials: 'text',
  label_lng: 'float8',
  label_lat: 'float8',
  people: 'int4',
  area_m2: 'float8',
  synthetic: 'bool',
};

export const zoneColumns: Columns<ZoneTable> = {
  city_id: 'text',
  index: 'int4',
  code: 'text',
  kind: 'text',
  community: 'int4',
  compound: 'int4',
  people: 'int4',
  area_m2: 'float8',
};

export const compoundColumns: Columns<CompoundTable> = {
  city_id: 'text',
  index: 'int4',
  code: 'text',
  name: 'text',
  name_en: 'text',
  pinyin: 'text',
  initials: 'text',
  community: 'int4',
  lng: 'float8',
  lat: 'float8',
  people: 'int4',
};

export const stationColumns: Columns<StationTable> = {
  id: 'uuid',
  city_id: 'text',
  code: 'text',
  kind: 'text',
  name: 'text',
  name_en: 'text',
  pinyin: 'text',
  initials: 'text',
  lng: 'float8',
  lat: 'float8',
  zone: 'int4',
  community: 'text',
  street: 'text',
  district: 'text',
  hours: 'jsonb',
  duty_name: 'text',
  duty_people: 'int4',
  open: 'bool',
  synthetic: 'bool',
  seq: 'int8',
  version: 'int4',
};

/** Rows of one statement: enough that round trips do not matter, few enough that the message stays under some MB. */
const rowsPerStatement = 10_000;

/** Inserts rows by one array for each column (`unnest`): as few parameters as columns, however many rows. */
export async function insertRows<T extends keyof Database>(
  trx: Transaction<Database>,
  table: T,
  types: Columns<Database[T]>,
  rows: Insertable<Database[T]>[],
): Promise<void> {
  const columns = Object.entries<string>(types);
  const names = sql.join(columns.map(([name]) => sql.ref(name)));
  const picked = sql.join(columns.map(([name, type]) => sql`r.${sql.ref(name)}::${sql.raw(type)}`));
  for (let from = 0; from < rows.length; from += rowsPerStatement) {
    const chunk = rows.slice(from, from + rowsPerStatement) as Record<string, unknown>[];
    // jsonb travels as text: an array of documents would need quoting that node-postgres does not do.
    const arrays = columns.map(([name, type]) => {
      const values = chunk.map((row) => row[name] ?? null);
      return sql`${values}::${sql.raw(type === 'jsonb' ? 'text' : type)}[]`;
    });
    await sql`insert into ${sql.table(table)} (${names})
      select ${picked} from unnest(${sql.join(arrays)}) as r(${names})`.execute(trx);
  }
}
