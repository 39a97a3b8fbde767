import type { OnRecord } from '../audit/log.ts';
import type { Kysely, Selectable } from 'kysely';
import type { Grant, Token } from '../contract/people.ts';
import type { ApiTokenTable, Database } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import { subjectKey, type Revocations } from './revocations.ts';
import { hashOf } from './secrets.ts';

export const presentToken = (t: Selectable<ApiTokenTable>): Token => ({
  id: t.id,
  name: t.name,
  grants: t.grants,
  createdAt: t.created_at.toISOString(),
  expiresAt: t.expires_at?.toISOString() ?? null,
  revokedAt: t.revoked_at?.toISOString() ?? null,
});

export interface NewToken {
  id: string;
  /** Never stored: its hash is. */
  secret: string;
  name: string;
  grants: readonly Grant[];
  expiresAt: string | null;
  now: Date;
}

export async function addToken(db: Kysely<Database>, t: NewToken): Promise<Token> {
  const row = await db
    .insertInto('api_token')
    .values({
      id: t.id,
      hash: hashOf(t.secret),
      name: t.name,
      grants: JSON.stringify(t.grants),
      created_at: t.now,
      expires_at: t.expiresAt === null ? null : new Date(t.expiresAt),
      revoked_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return presentToken(row);
}

export const listTokens = async (db: Kysely<Database>): Promise<Token[]> =>
  (await db.selectFrom('api_token').selectAll().orderBy('created_at').execute()).map(presentToken);

/** Ends a token and its sockets, unless `mayEnd` throws; throws `token-unknown`. Twice is once. */
export const revokeToken = (
  revocations: Revocations,
  id: string,
  { now, mayEnd, onRecord }: { now: Date; mayEnd: (token: Token) => void; onRecord: OnRecord },
): Promise<Token> =>
  revocations.during(async (trx, revoke) => {
    const row = await trx
      .updateTable('api_token')
      .set((e) => ({ revoked_at: e.fn.coalesce('revoked_at', e.val(now)) }))
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw new ProblemError('token-unknown', id);
    const token = presentToken(row);
    mayEnd(token);
    await revoke(subjectKey(id));
    await onRecord(trx);
    return token;
  });
