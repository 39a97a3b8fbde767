import { sql, type Kysely } from 'kysely';
import type { Database } from '../../server/db/schema.ts';

/** Has the database refuse every row of the audit while `work` runs. */
export async function withoutAudit(db: Kysely<Database>, work: () => Promise<void>): Promise<void> {
  await sql`
    create or replace function refuse_to_write() returns trigger language plpgsql as
    $$ begin raise exception 'as if the disk were full'; end $$`.execute(db);
  await sql`create trigger refuse before insert on audit for each row execute function refuse_to_write()`.execute(db);
  try {
    await work();
  } finally {
    await sql`drop trigger refuse on audit`.execute(db);
  }
}

/** When something was looked at last is no change of it. */
const passing = ['seen_at', 'used_at', 'last_used_at'];

/** All that stands in the database, row by row, but for when something was used last. */
export async function everything(db: Kysely<Database>): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = current_schema() and table_type = 'BASE TABLE' order by 1`.execute(db);
  const all: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql<{ row: string }>`
      select (to_jsonb(t) - ${passing}::text[])::text as row from ${sql.table(name)} t order by 1`.execute(db);
    all.push(...rows.map(({ row }) => `${name} ${row}`));
  }
  return all;
}
