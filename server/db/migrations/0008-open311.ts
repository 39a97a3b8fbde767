import { sql, type Migration } from 'kysely';

/** What came by Open311 is searched by the public, by the time it was sent. */
export const open3110008: Migration = {
  async up(db) {
    await sql
      .raw(`create index whistle_open311 on whistle (city_id, called_at, number) where source_id like 'open311:%'`)
      .execute(db);
  },
};
