import { createHash } from 'node:crypto';
import type { Request } from 'express';
import type { Transaction } from 'kysely';
import type { Database } from '../db/schema.ts';
import { ProblemError } from './problem.ts';

export interface IdempotencyKey {
  key: string;
  fingerprint: string;
}

/** The request's `Idempotency-Key` (1–200 characters) with what it was used for; undefined where none was sent. */
export function idempotencyKey(req: Request): IdempotencyKey | undefined {
  const key = req.get('Idempotency-Key');
  if (key === undefined) return undefined;
  if (key.length < 1 || key.length > 200)
    throw new ProblemError('input-invalid', 'Idempotency-Key: 1 to 200 characters', [
      { pointer: '#header/Idempotency-Key', message: '1 to 200 characters' },
    ]);
  const what = [req.method, req.originalUrl, JSON.stringify(req.body)].join('\n');
  return { key, fingerprint: createHash('sha256').update(what).digest('hex') };
}

/** The stored answer of this key, if it was used before; throws `idempotency-key-reused` for another request. */
export async function recall<T>(
  trx: Transaction<Database>,
  cityId: string,
  key: IdempotencyKey,
): Promise<T | undefined> {
  const row = await trx
    .selectFrom('idempotency')
    .select(['fingerprint', 'body'])
    .where('city_id', '=', cityId)
    .where('key', '=', key.key)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  if (row.fingerprint !== key.fingerprint) throw new ProblemError('idempotency-key-reused');
  return row.body as T;
}

/** Stores the answer in the same transaction as the change, so that both are kept or neither. */
export async function remember(
  trx: Transaction<Database>,
  cityId: string,
  key: IdempotencyKey,
  answer: { status: number; body: unknown },
): Promise<void> {
  await trx
    .insertInto('idempotency')
    .values({ city_id: cityId, ...key, status: answer.status, body: JSON.stringify(answer.body) })
    .execute();
}
