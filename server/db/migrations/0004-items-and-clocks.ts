import { sql, type Migration } from 'kysely';

const statements = [
  // The list of items that holds from a day of the city's calendar on (YYYY-MM-DD).
  `create table item_list (
    city_id text not null references city, starts_on text not null, items jsonb not null, version integer not null,
    primary key (city_id, starts_on))`,
  `alter table whistle add item jsonb`,
];

/** Whistles are blown under an item of a list that is revised by quarter, and their clocks run on the server. */
export const itemsAndClocks0004: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
