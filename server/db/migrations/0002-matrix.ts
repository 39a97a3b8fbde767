import { sql, type Migration } from 'kysely';

/**
 * Each department called has stages of its own. Events are never changed, so those of before keep the form that they had:
 * whoever comes back to them gets a snapshot instead.
 */
export const matrix0002: Migration = {
  async up(db) {
    await sql`
      update whistle set departments = (
        select jsonb_agg(
          part || jsonb_build_object(
            'dispatchedAt', null, 'dispatchedTo', null, 'onSiteAt', null,
            'resolvedAt', to_char(resolved_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
          ) order by place
        ) from jsonb_array_elements(departments) with ordinality as parts (part, place)
      )`.execute(db);
    await sql`update city set floor_seq = head_seq + 1`.execute(db);
  },
};
