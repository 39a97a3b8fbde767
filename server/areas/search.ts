import { withoutNumbers, type Scope } from '../contract/scope.ts';
import { visibleIn } from '../live/visible.ts';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { SearchHit } from '../contract/city.ts';
import type { Database } from '../db/schema.ts';
import { prefixPattern, readQuery, type SearchQuery } from './search-query.ts';

/** A row that was found, before its areas are named. */
export interface Found {
  kind: SearchHit['kind'];
  /** Area, compound, station or zone code; whistle id. */
  id: string;
  name: string;
  name_en: string;
  lng: number | null;
  lat: number | null;
  /** Code of the innermost area that holds it (of an area: itself). */
  area: string;
  /** 0 the query itself, 1 begins with it, 2 holds it. */
  rank: number;
}

/** Columns of a table that a query is compared with, as SQL over its alias `t`. */
const bareColumn = (column: string): RawBuilder<unknown> =>
  sql`regexp_replace(lower(${sql.ref(column)}), '[^a-z0-9]', '', 'g')`;

function rankOf({ text, bare }: SearchQuery): RawBuilder<number> {
  const latin = [sql.ref('t.pinyin'), sql.ref('t.initials'), bareColumn('t.name_en'), bareColumn('t.code')];
  const barePrefix = bare === null ? null : prefixPattern(bare);
  const equal = sql.join([sql`lower(t.name) = ${text}`, ...latin.map((c) => sql`${c} = ${bare}`)], sql` or `);
  const begins = sql.join(
    [sql`lower(t.name) like ${prefixPattern(text)}`, ...latin.map((c) => sql`${c} like ${barePrefix}`)],
    sql` or `,
  );
  return sql<number>`case when ${equal} then 0 when ${begins} then 1 else 2 end`;
}

function filterOf({ terms }: SearchQuery): RawBuilder<boolean> {
  const each = terms.map(
    ({ han, latin }) => sql`(lower(t.name) like ${han} or t.pinyin like ${latin} or t.initials like ${latin}
      or ${bareColumn('t.name_en')} like ${latin} or ${bareColumn('t.code')} like ${latin})`,
  );
  return sql<boolean>`(${sql.join(each, sql` and `)})`;
}

function namedRows(cityId: string, query: SearchQuery): RawBuilder<Found> {
  const [rank, filter] = [rankOf(query), filterOf(query)];
  return sql<Found>`
    select t.level as kind, t.code as id, t.name, t.name_en, t.label_lng as lng, t.label_lat as lat, t.code as area,
      ${rank} as rank
    from area t where t.city_id = ${cityId} and t.level <> 'city' and ${filter}
    union all
    select 'compound', t.code, t.name, t.name_en, t.lng, t.lat, a.code, ${rank}
    from compound t join area a on a.city_id = t.city_id and a.index = t.community
    where t.city_id = ${cityId} and ${filter}
    union all
    select 'station', t.code, t.name, t.name_en, t.lng, t.lat, t.community, ${rank}
    from station t where t.city_id = ${cityId} and ${filter}`;
}

const zoneRows = (cityId: string, bare: string): RawBuilder<Found> => sql<Found>`
  select 'zone', t.code, t.code, t.code, null, null, a.code,
    case when replace(t.code, '-', '') = ${bare} then 0 else 1 end
  from zone t join area a on a.city_id = t.city_id and a.index = t.community
  where t.city_id = ${cityId} and replace(t.code, '-', '') like ${prefixPattern(bare)}`;

const whistleRows = (cityId: string, scope: Scope, number: number): RawBuilder<Found> => sql<Found>`
  select 'whistle', t.id::text, t.title, t.title, t.lng, t.lat, t.community, 0
  from whistle t where t.city_id = ${cityId} and t.number = ${number} and ${visibleIn(scope)}`;

/** Open whistles by what they are about; the closed are too many, and found by their codes. */
function titledRows(cityId: string, scope: Scope, { text, bare, terms }: SearchQuery): RawBuilder<Found> {
  const title = bareColumn('t.title');
  const holds = terms.map(({ han, latin }) => sql`(lower(t.title) like ${han} or ${title} like ${latin})`);
  const begins = sql`lower(t.title) like ${prefixPattern(text)} or ${title} like ${bare && prefixPattern(bare)}`;
  return sql<Found>`
    select 'whistle', t.id::text, t.title, t.title, t.lng, t.lat, t.community, case when ${begins} then 1 else 2 end
    from whistle t
    where t.city_id = ${cityId} and t.stage not in ('closed', 'merged') and ${visibleIn(scope)} and ${sql.join(holds, sql` and `)}`;
}

const kinds: SearchHit['kind'][] = ['district', 'street', 'community', 'compound', 'station', 'whistle', 'zone'];
/** Rows taken from the database to be put in order here, where Chinese can be. */
const candidates = 500;

const collator = new Intl.Collator('zh-CN', { numeric: true });
const inOrder = (a: Found, b: Found): number =>
  a.rank - b.rank ||
  kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
  a.name.length - b.name.length ||
  collator.compare(a.name, b.name) ||
  collator.compare(a.id, b.id);

/** Both names of a whistle are its title. Whoever sees some whistles masked finds all without numbers. */
const maskedHit = (f: Found): Found =>
  f.kind === 'whistle' ? { ...f, name: withoutNumbers(f.name), name_en: withoutNumbers(f.name_en) } : f;

/**
 * Areas, compounds, stations, zones (by code) and whistles (by code, and the open ones by title) that match what was typed, best first: the query
 * itself, what begins with it, what holds it; within these by level, the shorter name first. At most `limit`. Whistles only
 * within the scope.
 */
export async function search(
  db: Kysely<Database>,
  cityId: string,
  scope: Scope,
  { q, limit }: { q: string; limit: number },
): Promise<Found[]> {
  const query = readQuery(q);
  if (query === null) return [];
  const parts = [namedRows(cityId, query), titledRows(cityId, scope, query)];
  if (query.zoneCode !== null) parts.push(zoneRows(cityId, query.zoneCode));
  if (query.whistle !== null) parts.push(whistleRows(cityId, scope, query.whistle));
  const { rows } = await sql<Found>`
    select * from (${sql.join(parts, sql` union all `)}) found
    order by rank, array_position(${kinds}::text[], kind), length(name), id limit ${candidates}`.execute(db);
  const found = rows.sort(inOrder).slice(0, limit);
  return scope.parts.some((part) => part.masked === true) ? found.map(maskedHit) : found;
}
