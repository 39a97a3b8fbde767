import { sql, type Selectable, type Transaction } from 'kysely';
import { nextAlarmMs } from '../contract/alarm.ts';
import type { Whistle } from '../contract/whistle.ts';
import type { Database, WhistleTable } from '../db/schema.ts';
import { presentWhistle } from './present.ts';

type Row = Selectable<WhistleTable>;

const numberOf = (code: string): number => Number(code.slice(1));

/** The columns of a whistle, as JSON that PostgreSQL reads back into its table. */
const columnsOf = (cityId: string, w: Whistle) => {
  const alarmMs = nextAlarmMs(w);
  return {
    id: w.id,
    city_id: cityId,
    number: numberOf(w.code),
    title: w.title,
    kind: w.kind,
    risk: w.risk,
    item: w.item,
    lng: w.position[0],
    lat: w.position[1],
    zone: w.zone,
    community: w.community,
    street: w.street,
    district: w.district,
    departments: w.departments,
    stage: w.stage,
    called_at: w.calledAt,
    report_by: w.reportBy,
    resolve_by: w.resolveBy,
    reported_at: w.reportedAt,
    resolved_at: w.resolvedAt,
    verified_at: w.verifiedAt,
    closed_at: w.closedAt,
    urges: w.urges,
    chases: w.chases,
    last_nudge: w.lastNudge,
    reopened: w.reopened,
    merged_into: w.mergedInto,
    deferral: w.deferral,
    deferrals: w.deferrals,
    close_alarm: w.closeAlarm,
    next_alarm_at: alarmMs === null ? null : new Date(alarmMs).toISOString(),
    origin: w.origin,
    source_id: w.sourceId,
    pictures: w.pictures,
    seq: w.seq,
    version: w.version,
  } satisfies Record<keyof Row, unknown>;
};

/** Never changed after the call. */
const fixed = [
  'id',
  'city_id',
  'number',
  'lng',
  'lat',
  'zone',
  'community',
  'street',
  'district',
  'origin',
  'source_id',
];

/** Writes whistles as they now are, new ones and known ones, in one statement. */
export async function writeWhistles(
  trx: Transaction<Database>,
  cityId: string,
  whistles: readonly Whistle[],
): Promise<void> {
  if (whistles.length === 0) return;
  const rows = whistles.map((w) => columnsOf(cityId, w));
  const columns = Object.keys(rows[0]!);
  const changes = columns.filter((c) => !fixed.includes(c)).map((c) => sql`${sql.ref(c)} = excluded.${sql.ref(c)}`);
  const names = sql.join(columns.map((c) => sql.ref(c)));
  await sql`
    insert into whistle (${names})
    select ${names} from jsonb_populate_recordset(null::whistle, ${JSON.stringify(rows)})
    on conflict (id) do update set ${sql.join(changes)}`.execute(trx);
}

/** The whistles of these ids that the city has. */
export async function readWhistles(
  trx: Transaction<Database>,
  cityId: string,
  ids: readonly string[],
): Promise<Whistle[]> {
  if (ids.length === 0) return [];
  const rows = await trx
    .selectFrom('whistle')
    .selectAll()
    .where('city_id', '=', cityId)
    .where('id', 'in', [...ids])
    .execute();
  return rows.map(presentWhistle);
}
