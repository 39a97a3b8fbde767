import type { Request } from 'express';
import { idempotencyKey, recall, remember } from '../http/idempotency.ts';
import type { WhistleChange, Work } from './batch.ts';
import type { CityLog } from './log.ts';

export interface CommandRequest {
  cityId: string;
  req: Request;
  /** Of the answer, remembered with it. */
  status: number;
}

/**
 * Runs a change under the request's idempotency key, if it sent one: the key's first use stores the answer in the same
 * transaction, every later one gets that answer back.
 */
export function command<T>(log: CityLog, { cityId, req, status }: CommandRequest, work: Work<T>): Promise<T> {
  const key = idempotencyKey(req);
  if (key === undefined) return log.run(cityId, work);
  return log.run(cityId, async (change) => {
    const before = await recall<T>(change.trx, cityId, key);
    if (before !== undefined) return before;
    const answer = await work(change);
    await remember(change.trx, cityId, key, { status, body: answer });
    return answer;
  });
}

/** The same for a change of whistles: `reads` are those that it will ask for. */
export const commandWhistles = <T>(
  log: CityLog,
  { cityId, req, status, reads = [] }: CommandRequest & { reads?: readonly string[] },
  work: (change: WhistleChange) => T | Promise<T>,
): Promise<T> => log.runWhistles(cityId, { key: idempotencyKey(req), status, reads, work });
