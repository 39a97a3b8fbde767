import type { OnRecord } from '../audit/log.ts';
import { sql, type Transaction, type Updateable } from 'kysely';
import type { PersonChange, Subject } from '../contract/people.ts';
import type { Database, PersonTable } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import { refuseBeyond } from './give.ts';
import { forgetAttempts } from './lockout.ts';
import { hashPassword } from './passwords.ts';
import { countAdministrators, readPerson, type PersonRow } from './people-store.ts';
import { subjectKey, type Revocations } from './revocations.ts';
import { oneTimePassword } from './secrets.ts';
import { endSessions } from './sessions.ts';

/** Stands for "who is an administrator": two who take it from each other at the same moment must not both succeed. */
const administratorsLock = 'shaotu-administrators';

/** Of every city: an administrator of one may go, since those of all can make another. */
const administers = ({ disabled, grants }: PersonRow): boolean =>
  !disabled && grants.some(({ role, city, area }) => role === 'administrator' && city === null && area === null);

/** What a change sets; `issuer` is that of the sign-in service, where there is one. Throws `oidc-unavailable`. */
function columnsOf(
  { name, phone, grants, disabled, serviceSubject }: PersonChange,
  issuer: string | null,
): Updateable<PersonTable> {
  if (serviceSubject != null && issuer === null) throw new ProblemError('oidc-unavailable');
  const service = { service_subject: serviceSubject ?? null, service_issuer: serviceSubject == null ? null : issuer };
  return {
    ...(name === undefined ? {} : { name }),
    ...(phone === undefined ? {} : { phone }),
    ...(grants === undefined ? {} : { grants: JSON.stringify(grants) }),
    ...(disabled === undefined ? {} : { disabled }),
    ...(serviceSubject === undefined ? {} : service),
  };
}

/** Throws `subject-taken` where the sign-in service's person is bound to somebody else here. */
async function refuseIfBound(trx: Transaction<Database>, id: string, columns: Updateable<PersonTable>): Promise<void> {
  const { service_issuer, service_subject } = columns;
  if (service_issuer == null || service_subject == null) return;
  const other = await trx
    .selectFrom('person')
    .select('login')
    .where('service_issuer', '=', service_issuer)
    .where('service_subject', '=', service_subject)
    .where('id', '<>', id)
    .executeTakeFirst();
  if (other !== undefined) throw new ProblemError('subject-taken', other.login);
}

/** Which person somebody changes, and what they saw. */
interface Seen {
  id: string;
  version: number;
  /** Of the sign-in service, where there is one. */
  issuer: string | null;
  by: Subject;
  onRecord: OnRecord;
}

/**
 * Changes a person that somebody saw at `version`. Their sockets close and come back with the new rights; where the
 * person is disabled all sessions end. Throws `person-unknown`, `version-stale`, `last-administrator`, `subject-taken`,
 * `not-allowed`.
 */
export function changePerson(
  revocations: Revocations,
  { id, version, issuer, by, onRecord }: Seen,
  change: PersonChange,
): Promise<PersonRow> {
  return revocations.during(async (trx, revoke) => {
    await sql`select pg_advisory_xact_lock(hashtext(${administratorsLock}))`.execute(trx);
    const before = await readPerson(trx, id);
    if (before.version !== version)
      throw new ProblemError('version-stale', `version ${before.version}, not ${version}`);
    refuseBeyond(by, before.grants, change.grants ?? []);
    const columns = columnsOf(change, issuer);
    await refuseIfBound(trx, id, columns);
    const row = await trx
      .updateTable('person')
      .set({ ...columns, version: version + 1 })
      .where('id', '=', id)
      .where('version', '=', version)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw new ProblemError('version-stale');
    if (administers(before) && (await countAdministrators(trx)) === 0) throw new ProblemError('last-administrator');
    if (row.disabled) await endSessions(trx, revoke, id);
    await revoke(subjectKey(id));
    await onRecord(trx);
    return row;
  });
}

/** Gives a person a one-time password, which is returned; the password before, a lock and all sessions end. Throws `person-unknown`. */
export async function giveOneTimePassword(revocations: Revocations, id: string, onRecord?: OnRecord): Promise<string> {
  const words = oneTimePassword();
  const password = await hashPassword(words);
  await revocations.during(async (trx, revoke) => {
    const { login } = await readPerson(trx, id);
    await trx
      .updateTable('person')
      .set((e) => ({ password, must_change: true, version: e('version', '+', 1) }))
      .where('id', '=', id)
      .execute();
    await forgetAttempts(trx, login);
    await endSessions(trx, revoke, id);
    await revoke(subjectKey(id));
    await onRecord?.(trx);
  });
  return words;
}
