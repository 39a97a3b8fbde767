import { BoundaryError } from '../../geodata/grid/city.ts';
import type { AuditDraft } from '../audit/chain.ts';
import { AuditLog } from '../audit/log.ts';
import type { CityCreate } from '../contract/city.ts';
import type { Problem } from '../contract/problem.ts';
import { connect } from '../db/connect.ts';
import { problemOfError, problemOf } from '../http/problem.ts';
import { serveThread } from '../threads/serve.ts';
import { createGridCity } from './create.ts';

/** Making a city takes seconds of pure computing; it is done here, on a connection of its own. */
export interface MakerThread {
  /** Null when it is made, else why not. */
  grid: (databaseUrl: string, input: CityCreate, nowMs: number, draft: AuditDraft) => Promise<Problem | null>;
}

async function withDatabase<T>(url: string, work: (db: ReturnType<typeof connect>['db']) => Promise<T>): Promise<T> {
  // One connection, in use from the first moment to the last: its errors reach the query that it runs.
  const { db } = connect(url, () => undefined, 1);
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

const api: MakerThread = {
  grid: (databaseUrl, input, nowMs, draft) =>
    withDatabase(databaseUrl, async (db) => {
      try {
        await createGridCity(db, input, { nowMs, onRecord: new AuditLog(db, Date.now).within(draft) });
        return null;
      } catch (error) {
        if (error instanceof BoundaryError) return problemOf('boundary-invalid', error.message);
        const problem = problemOfError(error);
        if (problem.code === 'internal') throw error;
        return problem;
      }
    }),
};
serveThread(api);
