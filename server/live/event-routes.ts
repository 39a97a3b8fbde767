import type { Kysely } from 'kysely';
import { z } from 'zod';
import { cityIdSchema } from '../contract/city.ts';
import { cityEventSchema } from '../contract/events.ts';
import type { Database } from '../db/schema.ts';
import { route, type Route } from '../http/route.ts';
import { readEvents, readHead } from './read.ts';

/** The log itself, for whoever wants to count for himself. */
export const eventRoutes = (db: Kysely<Database>): Route[] => [
  route(
    {
      method: 'get',
      path: '/cities/:city/events',
      access: 'audit.read',
      id: 'listEvents',
      summary: 'The event log in order, from the first event on; before `floor` events have the form of their release',
      params: z.object({ city: cityIdSchema }),
      query: z.strictObject({
        after: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(500).default(200),
      }),
      answer: {
        schema: z.object({
          log: z.string(),
          head: z.int().meta({ description: 'Number of the newest event' }),
          floor: z.int().meta({ description: 'First event in the present form' }),
          events: z.array(cityEventSchema),
        }),
      },
      problems: ['city-unknown', 'input-invalid'],
    },
    async ({ params, query: { after, limit } }) => {
      const { log, head_seq: head, floor_seq: floor } = await readHead(db, params.city);
      return { log, head, floor, events: await readEvents(db, params.city, after, limit) };
    },
  ),
];
