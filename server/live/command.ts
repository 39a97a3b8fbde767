import type { Request } from 'express';
import { deedOf } from '../http/deed.ts';
import { idempotencyKey, recall, remember } from '../http/idempotency.ts';
import type { CityChange, WhistleChange } from './batch.ts';
import type { CityLog } from './log.ts';

export interface CommandRequest {
  cityId: string;
  req: Request;
  /** Of the answer, remembered with it. */
  status: number;
}

/**
 * Runs a change under the request's idempotency key, if it sent one: the key's first use stores the answer in the same
 * transaction, every later one gets that answer back. Who did it goes on record in that transaction, too.
 */
export function command<T>(
  log: CityLog,
  { cityId, req, status }: CommandRequest,
  work: (change: CityChange) => Promise<T>,
): Promise<T> {
  const deed = deedOf(req);
  const key = idempotencyKey(req);
  if (key === undefined) return log.run(cityId, { deed, work });
  return log.run(cityId, {
    deed,
    work: async (change) => {
      const before = await recall<T>(change.trx, cityId, key);
      if (before !== undefined) return before;
      const answer = await work(change);
      await remember(change.trx, cityId, key, { status, body: answer });
      return answer;
    },
  });
}

/** The same for a change of whistles: `reads` are those that it will ask for. */
export const commandWhistles = <T>(
  log: CityLog,
  { cityId, req, status, reads = [] }: CommandRequest & { reads?: readonly string[] },
  work: (change: WhistleChange) => T | Promise<T>,
): Promise<T> => log.runWhistles(cityId, { deed: deedOf(req), key: idempotencyKey(req), status, reads, work });
