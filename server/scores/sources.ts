import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Config } from '../config.ts';
import type { CityEvent } from '../contract/events.ts';
import { scoresSchema } from '../contract/score.ts';
import { DataDirInUse } from '../db/errors.ts';
import { isMigrated } from '../db/migrate.ts';
import { openDatabase } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { readEvents } from '../live/read.ts';
import type { ScoreSource } from './recompute.ts';
import { readScores } from './store.ts';

/** A question that cannot be answered; the message says what to do. */
export class ScoreInputError extends Error {
  override readonly name = 'ScoreInputError';
}

const eventsAtOnce = 500;
// The log's own form is not checked: events of older releases have the form of their time.
const eventsSchema = z.object({ events: z.array(z.custom<CityEvent>()) });

/** The API of a running server. */
export function httpSource(server: string, token: string | undefined): ScoreSource {
  const ask = async <T>(path: string, schema: z.ZodType<T>): Promise<T> => {
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const answer = await fetch(new URL(`/api/v1${path}`, server), { headers }).catch((cause: unknown) => {
      throw new ScoreInputError(`no answer from ${server}`, { cause });
    });
    const body: unknown = await answer.json().catch(() => null);
    if (answer.ok) return schema.parse(body);
    const { code, detail } = (body ?? {}) as { code?: string; detail?: string };
    throw new ScoreInputError(`${server} refused ${path}: ${[answer.status, code, detail].filter(Boolean).join(' ')}`);
  };
  const under = (city: string): string => `/cities/${encodeURIComponent(city)}`;
  return {
    name: server,
    scores: (city, period) =>
      ask(`${under(city)}/scores${period === undefined ? '' : `?period=${period}`}`, scoresSchema),
    events: async (city, after) =>
      (await ask(`${under(city)}/events?after=${after}&limit=${eventsAtOnce}`, eventsSchema)).events,
  };
}

/** A database that no server need work on; its figures are read as the API reads them. */
export const databaseSource = (db: Kysely<Database>, realNowMs: () => number): ScoreSource => ({
  name: 'the database',
  scores: (city, period) => readScores(db, city, period, realNowMs()),
  events: (city, after) => readEvents(db, city, after, eventsAtOnce),
});

interface OpenSource {
  source: ScoreSource;
  close: () => Promise<void>;
}

/**
 * The server that is named, else the database of the configuration; where a running server holds that one, the server.
 * Throws ScoreInputError, or a StartError of the database.
 */
export async function openSource(config: Config, named: string | undefined): Promise<OpenSource> {
  const running = (server: string): OpenSource => ({
    source: httpSource(server, config.token),
    close: () => Promise.resolve(),
  });
  if (named !== undefined) return running(named);
  // Looking must not make an empty database.
  if (config.databaseUrl === undefined && !existsSync(join(config.dataDir, 'postgres', 'PG_VERSION')))
    throw new ScoreInputError(`there is no database in ${config.dataDir}; set DATA_DIR, DATABASE_URL or --server`);
  try {
    const { db, close } = await openDatabase(config);
    if (await isMigrated(db)) return { source: databaseSource(db, Date.now), close };
    await close();
    throw new ScoreInputError('the database is of another release; start the server once, which brings it up to date');
  } catch (error) {
    if (!(error instanceof DataDirInUse)) throw error;
    const { host, port } = config;
    return running(`http://${host.includes(':') ? `[${host}]` : host}:${port || 3000}`);
  }
}
