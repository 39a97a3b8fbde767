import type { Transaction } from 'kysely';
import type { Database } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import type { Identity } from './oidc.ts';
import type { PersonRow } from './people-store.ts';
import type { Revocations } from './revocations.ts';
import { openSession } from './sessions.ts';
import { canonical, type OnOpened } from './sign-in.ts';

/**
 * Opens a session for whom the service vouches: the person bound to that identity, or, the first time, the one whose
 * login it names and who is bound to none. Nobody is made and no rights are given: throws `oidc-person-unknown`.
 */
export function signInByIdentity(
  revocations: Revocations,
  identity: Identity,
  { nowMs, onOpened }: { nowMs: number; onOpened: OnOpened },
): Promise<{ secret: string; person: PersonRow }> {
  return revocations.during(async (trx, revoke) => {
    const person = (await boundTo(trx, identity)) ?? (await bind(trx, identity));
    if (person === undefined || person.disabled) throw new ProblemError('oidc-person-unknown');
    // The service's word replaces a one-time password that was never used.
    if (person.must_change)
      await trx
        .updateTable('person')
        .set({ must_change: false, password: null, version: person.version + 1 })
        .where('id', '=', person.id)
        .execute();
    const secret = await openSession(trx, person.id, nowMs);
    await onOpened(trx, revoke, person);
    return { secret, person };
  });
}

const boundTo = (trx: Transaction<Database>, { issuer, subject }: Identity): Promise<PersonRow | undefined> =>
  trx
    .selectFrom('person')
    .selectAll()
    .where('service_issuer', '=', issuer)
    .where('service_subject', '=', subject)
    .forUpdate()
    .executeTakeFirst();

async function bind(trx: Transaction<Database>, { issuer, subject, login }: Identity): Promise<PersonRow | undefined> {
  if (login === undefined) return undefined;
  return trx
    .updateTable('person')
    .set((e) => ({ service_issuer: issuer, service_subject: subject, version: e('version', '+', 1) }))
    .where('login', '=', canonical(login))
    .where('service_subject', 'is', null)
    .where('disabled', '=', false)
    .returningAll()
    .executeTakeFirst();
}
