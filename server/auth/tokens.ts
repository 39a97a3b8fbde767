import { randomUUID } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import type { Grant } from '../contract/people.ts';
import type { Token } from '../contract/sign-in.ts';
import type { ApiTokenTable } from '../db/people-schema.ts';
import type { Database } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import type { Revocations } from './revocations.ts';
import { hashOf, newTokenSecret } from './secrets.ts';

export interface TokenWish {
  name: string;
  kind: 'program' | 'display';
  grants: readonly Grant[];
  /** Null: until it is revoked. */
  expiresAt?: Date | null;
  createdBy?: string | null;
  createdAt?: Date;
  /** A secret of the caller's own, for tests that must know it beforehand. */
  secret?: string;
}

/** Makes a token; its secret can be told now and never again. */
export async function mintToken(
  db: Kysely<Database>,
  { name, kind, grants, ...wish }: TokenWish,
): Promise<{ id: string; secret: string; token: Token }> {
  const secret = wish.secret ?? newTokenSecret();
  const row = await db
    .insertInto('api_token')
    .values({
      id: randomUUID(),
      hash: hashOf(secret),
      name,
      kind,
      grants: JSON.stringify(grants),
      created_by: wish.createdBy ?? null,
      created_at: wish.createdAt ?? new Date(),
      expires_at: wish.expiresAt ?? null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { id: row.id, secret, token: presentToken(row) };
}

/** Newest first; a revoked one stays on the list, so that its name still says what happened. */
export async function listTokens(db: Kysely<Database>): Promise<Token[]> {
  const rows = await db.selectFrom('api_token').selectAll().orderBy('created_at', 'desc').orderBy('id').execute();
  return rows.map(presentToken);
}

/** Ends a token, the sessions of its screens and their sockets; throws `token-unknown`. Twice is once. */
export function revokeToken(revocations: Revocations, id: string, now: Date): Promise<Token> {
  return revocations.during(async (trx, revoke) => {
    const row = await trx.selectFrom('api_token').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
    if (row === undefined) throw new ProblemError('token-unknown');
    const revoked_at = row.revoked_at ?? now;
    await trx.updateTable('api_token').set({ revoked_at }).where('id', '=', id).execute();
    await trx.deleteFrom('session').where('token_id', '=', id).execute();
    await revoke(`token:${id}`);
    return presentToken({ ...row, revoked_at });
  });
}

const presentToken = (row: Selectable<ApiTokenTable>): Token => ({
  id: row.id,
  name: row.name,
  kind: row.kind,
  grants: row.grants,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at?.toISOString() ?? null,
  revokedAt: row.revoked_at?.toISOString() ?? null,
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
});
