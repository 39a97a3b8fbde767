import { z } from 'zod';
import { idSchema } from '../../contract/id.ts';
import { mayGive } from '../../contract/access.ts';
import { oneTimeSchema, personChangeSchema, personCreateSchema, personSchema } from '../../contract/people.ts';
import { deedOf } from '../../http/deed.ts';
import { route, type Route } from '../../http/route.ts';
import { requiredVersion, withTag } from '../../http/version.ts';
import { changePerson, giveOneTimePassword } from '../change-person.ts';
import type { AuthDeps } from '../deps.ts';
import { refuseBeyond } from '../give.ts';
import { hashPassword } from '../passwords.ts';
import { addPerson, listPeople, presentPerson, readPerson } from '../people-store.ts';
import { oneTimePassword } from '../secrets.ts';
import { endSessions } from '../sessions.ts';

const params = z.object({ id: idSchema });
const mine = ['sign-in-needed', 'not-allowed', 'csrf-wrong'] as const;

const recordRoutes = ({ db, audit, revocations, oidc, realNowMs, newId }: AuthDeps): Route[] => [
  route(
    {
      method: 'get',
      path: '/people',
      access: 'people.manage',
      id: 'listPeople',
      summary: 'Everybody who may sign in',
      answer: { schema: z.object({ people: z.array(personSchema) }) },
      problems: ['sign-in-needed', 'not-allowed'],
    },
    // Whoever administers one city sees those that they could have made.
    async ({ subject }) => ({ people: (await listPeople(db)).filter(({ grants }) => mayGive(subject, grants)) }),
  ),
  route(
    {
      method: 'post',
      path: '/people',
      access: 'people.manage',
      id: 'addPerson',
      summary: 'Adds a person, with a one-time password that is shown this once',
      body: personCreateSchema,
      answer: { status: 201, schema: oneTimeSchema },
      problems: [...mine, 'input-invalid', 'login-taken'],
    },
    async ({ body, req, res, subject }) => {
      refuseBeyond(subject, body.grants);
      const words = oneTimePassword();
      const password = await hashPassword(words);
      const onRecord = audit.within({ ...deedOf(req), detail: body, outcome: 'taken', code: null });
      const row = await db.transaction().execute(async (trx) => {
        const added = await addPerson(trx, { ...body, id: newId(), password, now: new Date(realNowMs()) });
        await onRecord(trx);
        return added;
      });
      res.set('Cache-Control', 'no-store');
      return { person: presentPerson(row), oneTimePassword: words };
    },
  ),
  route(
    {
      method: 'patch',
      path: '/people/:id',
      access: 'people.manage',
      id: 'changePerson',
      summary: 'Changes name, telephone, grants, the sign-in service’s name of the person, or whether they may sign in',
      params,
      body: personChangeSchema,
      headers: ['If-Match'],
      answer: { schema: personSchema },
      problems: [
        ...mine,
        ...(['person-unknown', 'input-invalid', 'version-stale', 'version-missing'] as const),
        ...(['last-administrator', 'oidc-unavailable', 'subject-taken'] as const),
      ],
    },
    async ({ params, body, req, res, subject }) => {
      const onRecord = audit.within({ ...deedOf(req), detail: body, outcome: 'taken', code: null });
      const issuer = oidc?.issuer ?? null;
      const seen = { id: params.id, version: requiredVersion(req), issuer, by: subject, onRecord };
      const row = await changePerson(revocations, seen, body);
      return withTag(res, presentPerson(row));
    },
  ),
];

const doorRoutes = ({ db, audit, revocations }: AuthDeps): Route[] => [
  route(
    {
      method: 'post',
      path: '/people/:id/one-time-password',
      access: 'people.manage',
      id: 'resetPassword',
      summary: 'Gives a new one-time password, lifts a lock, and ends all sessions of the person',
      params,
      answer: { status: 201, schema: oneTimeSchema },
      problems: [...mine, 'person-unknown'],
    },
    async ({ params, req, res, subject }) => {
      refuseBeyond(subject, (await readPerson(db, params.id)).grants);
      const onRecord = audit.within({ ...deedOf(req), outcome: 'taken', code: null });
      const oneTimePassword = await giveOneTimePassword(revocations, params.id, onRecord);
      res.set('Cache-Control', 'no-store');
      return { person: presentPerson(await readPerson(db, params.id)), oneTimePassword };
    },
  ),
  route(
    {
      method: 'delete',
      path: '/people/:id/sessions',
      access: 'people.manage',
      id: 'endSessions',
      summary: 'Ends all sessions of the person, and their sockets',
      params,
      answer: { schema: z.object({ ended: z.int() }) },
      problems: [...mine, 'person-unknown'],
    },
    async ({ params, req, subject }) => {
      const ended = await revocations.during(async (trx, revoke) => {
        refuseBeyond(subject, (await readPerson(trx, params.id)).grants);
        const count = await endSessions(trx, revoke, params.id);
        await audit.within({ ...deedOf(req), outcome: 'taken', code: null })(trx);
        return count;
      });
      return { ended };
    },
  ),
];

export const peopleRoutes = (deps: AuthDeps): Route[] => [...recordRoutes(deps), ...doorRoutes(deps)];
