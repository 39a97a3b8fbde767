import { sql, type Migration } from 'kysely';

/** The walking network of a city, apart from the versions of its areas: the one may be renewed without the other. */
export const walking0012: Migration = {
  async up(db) {
    await sql
      .raw(
        `create table walk_network (
          city_id text primary key references city, edition integer not null, provenance jsonb not null,
          notes jsonb not null, nodes integer not null, edges integer not null, metres float8 not null,
          bytes bytea not null)`,
      )
      .execute(db);
    // Flat numbers hardly get smaller, and unpacking would hold the event loop.
    await sql.raw(`alter table walk_network alter bytes set storage external`).execute(db);
  },
};
