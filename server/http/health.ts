import { Router } from 'express';
import { sql, type Kysely } from 'kysely';
import type { Database } from '../db/schema.ts';
import { ProblemError } from './problem.ts';

/** `/healthz`: the process answers. `/readyz`: it can serve (started, and the database answers). */
export function healthRoutes(db: Kysely<Database>, ready: () => boolean): Router {
  const router = Router();
  router.get('/healthz', (_req, res) => {
    res.json({ status: 'ok' });
  });
  router.get('/readyz', async (_req, res) => {
    if (!ready()) throw new ProblemError('not-ready');
    await sql`select 1`.execute(db).catch((error: unknown) => {
      throw new ProblemError('not-ready', error instanceof Error ? error.message : String(error));
    });
    res.json({ status: 'ready' });
  });
  return router;
}
