import { ProblemError } from '../http/problem.ts';
import type { Identity } from './oidc.ts';
import type { PersonRow } from './people.ts';
import type { Revocations } from './revocations.ts';
import { openSession, type OpenedSession } from './sessions.ts';
import type { Transaction } from 'kysely';
import type { Database } from '../db/schema.ts';

/**
 * Opens a session for whom the service vouches: the person linked to that identity, or, the first time, the one whose
 * login it names and who is linked to none. Nobody is made and no rights are given: throws `oidc-person-unknown`.
 */
export function signInByIdentity(revocations: Revocations, identity: Identity, nowMs: number): Promise<OpenedSession> {
  return revocations.during(async (trx) => {
    const person = (await linked(trx, identity)) ?? (await link(trx, identity));
    if (person?.disabled_at !== null) throw new ProblemError('oidc-person-unknown');
    // The service's word replaces a one-time password that was never used.
    if (person.must_change)
      await trx
        .updateTable('person')
        .set({ must_change: false, password_hash: null, password_until: null, version: person.version + 1 })
        .where('id', '=', person.id)
        .execute();
    return openSession(trx, { personId: person.id }, nowMs);
  });
}

const linked = (trx: Transaction<Database>, { issuer, subject }: Identity): Promise<PersonRow | undefined> =>
  trx
    .selectFrom('person')
    .selectAll()
    .where('oidc_issuer', '=', issuer)
    .where('oidc_subject', '=', subject)
    .forUpdate()
    .executeTakeFirst();

async function link(trx: Transaction<Database>, { issuer, subject, login }: Identity): Promise<PersonRow | undefined> {
  if (login === undefined) return undefined;
  return trx
    .updateTable('person')
    .set((e) => ({ oidc_issuer: issuer, oidc_subject: subject, version: e('version', '+', 1) }))
    .where('login', '=', login.normalize('NFKC').trim().toLowerCase())
    .where('oidc_subject', 'is', null)
    .where('disabled_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
}
