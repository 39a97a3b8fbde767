import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { sql, type Kysely, type Transaction } from 'kysely';
import type { Database } from '../db/schema.ts';
import { ProblemError } from './problem.ts';

export interface IdempotencyKey {
  key: string;
  fingerprint: string;
}

/** A body as it is hashed; as JSON a file would be four times as long. */
function written(body: unknown): string | Buffer {
  if (body === undefined) return '';
  return Buffer.isBuffer(body) ? body : JSON.stringify(body);
}

/** The request's `Idempotency-Key` (1–200 characters) with what it was used for; undefined where none was sent. */
export function idempotencyKey(req: Request): IdempotencyKey | undefined {
  const key = req.get('Idempotency-Key');
  if (key === undefined) return undefined;
  if (key.length < 1 || key.length > 200)
    throw new ProblemError('input-invalid', 'Idempotency-Key: 1 to 200 characters', [
      { pointer: '#header/Idempotency-Key', message: '1 to 200 characters' },
    ]);
  // Nobody gets an answer that was given to somebody else.
  const by = req.auth?.subject;
  const hash = createHash('sha256').update(`${by?.kind} ${by?.id}\n${req.method}\n${req.originalUrl}\n`);
  hash.update(written(req.body));
  return { key, fingerprint: hash.digest('hex') };
}

/** An answer that was given, and to which request. */
export interface Answer extends IdempotencyKey {
  status: number;
  body: unknown;
}

/** The stored answers of those of these keys that were used before. */
export async function readAnswers(
  trx: Transaction<Database>,
  cityId: string,
  keys: readonly string[],
): Promise<Answer[]> {
  if (keys.length === 0) return [];
  return trx
    .selectFrom('idempotency')
    .select(['key', 'fingerprint', 'status', 'body'])
    .where('city_id', '=', cityId)
    .where('key', 'in', [...keys])
    .execute();
}

/** Stores answers in the same transaction as the changes, so that both are kept or neither. */
export async function writeAnswers(
  trx: Transaction<Database>,
  cityId: string,
  answers: readonly Answer[],
): Promise<void> {
  if (answers.length === 0) return;
  const rows = answers.map(({ body, ...rest }) => ({ city_id: cityId, ...rest, body: JSON.stringify(body) }));
  await trx.insertInto('idempotency').values(rows).execute();
}

/** The stored answer of this key, if it was used before; throws `idempotency-key-reused` for another request. */
export async function recall<T>(
  trx: Transaction<Database>,
  cityId: string,
  { key, fingerprint }: IdempotencyKey,
): Promise<T | undefined> {
  const [answer] = await readAnswers(trx, cityId, [key]);
  if (answer !== undefined && answer.fingerprint !== fingerprint) throw new ProblemError('idempotency-key-reused');
  return answer?.body as T | undefined;
}

/** Stores one answer. */
export const remember = (
  trx: Transaction<Database>,
  cityId: string,
  key: IdempotencyKey,
  answer: { status: number; body: unknown },
): Promise<void> => writeAnswers(trx, cityId, [{ ...key, ...answer }]);

/** How long the answer to a key is remembered. */
const keysKeptDays = 7;

/** Forgets old answers. */
export async function forgetAnswers(db: Kysely<Database>): Promise<void> {
  await db
    .deleteFrom('idempotency')
    .where('created_at', '<', sql<Date>`now() - make_interval(days => ${keysKeptDays})`)
    .execute();
}
