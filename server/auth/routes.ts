import type { Response } from 'express';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import {
  passwordChangeSchema,
  personChangeSchema,
  personCreateSchema,
  personSchema,
  sessionSchema,
  signInSchema,
  tokenCreateSchema,
  tokenSchema,
  type Session,
} from '../contract/people.ts';
import type { AuditLog } from '../audit/log.ts';
import type { Database } from '../db/schema.ts';
import { deedOf } from '../http/deed.ts';
import { ProblemError } from '../http/problem.ts';
import { route, type Route } from '../http/route.ts';
import { requiredVersion, withTag } from '../http/version.ts';
import { cookieName, type Authenticated, type Authenticator } from './authenticator.ts';
import { hashPassword } from './passwords.ts';
import { addPerson, changePerson, countAdministrators, listPeople, presentPerson, readPerson } from './people-store.ts';
import { csrfOf, newSecret, oneTimePassword } from './secrets.ts';
import { LockedOut, setPassword, signIn } from './sign-in.ts';
import { addToken, listTokens, revokeToken } from './tokens.ts';

export interface AuthDeps {
  db: Kysely<Database>;
  who: Authenticator;
  audit: AuditLog;
  realNowMs: () => number;
  newId: () => string;
  /** Closes the sockets of a person or token, or of one session. */
  dropSubject: (id: string) => void;
  dropSecret: (hash: string) => void;
}

/** A display's cookie lives as long as browsers allow: the screen runs for months. */
const displayDays = 400;

/** `Secure` where a proxy says that the browser came by https; the server itself speaks plain HTTP on loopback. */
function setCookie(res: Response, secret: string, days?: number): void {
  const secure = res.req.get('X-Forwarded-Proto') === 'https';
  const options = { httpOnly: true, sameSite: 'strict' as const, path: '/', secure };
  res.cookie(cookieName, secret, days === undefined ? options : { ...options, maxAge: days * 86_400_000 });
}

const presentSession = ({ subject, mustChange, csrf }: Omit<Authenticated, 'hash'>): Session => {
  const { kind, id, name, grants } = subject;
  return { kind, id, name, grants: [...grants], mustChange, csrf };
};

const sessionRoutes = ({ db, who, audit, realNowMs, dropSecret }: AuthDeps): Route[] => [
  route(
    {
      method: 'get',
      path: '/session',
      access: 'self',
      id: 'getSession',
      summary: 'Who is signed in',
      answer: { schema: sessionSchema },
      problems: ['sign-in-needed'],
    },
    ({ req }) => presentSession(req.auth!),
  ),
  route(
    {
      method: 'post',
      path: '/session',
      access: 'public',
      id: 'signIn',
      summary: 'Signs in with a password; the session is in an http-only cookie',
      body: signInSchema,
      answer: { status: 201, schema: sessionSchema },
      problems: ['input-invalid', 'sign-in-wrong', 'locked-out', 'too-many-requests'],
    },
    async ({ body, req, res }) => {
      const { secret, person } = await signIn(db, body, realNowMs()).catch((error: unknown) => {
        if (error instanceof LockedOut) res.set('Retry-After', String(error.seconds));
        throw error;
      });
      const actor = { kind: 'person' as const, id: person.id, name: person.name };
      await audit.add({ ...deedOf(req), actor, outcome: 'taken', code: null });
      setCookie(res, secret);
      const subject = { ...actor, grants: person.grants };
      return presentSession({ subject, mustChange: person.must_change, csrf: csrfOf(secret) });
    },
  ),
  route(
    {
      method: 'post',
      path: '/session/token',
      access: 'public',
      id: 'openDisplay',
      summary: 'Signs a screen in with a token, which the browser then keeps in an http-only cookie',
      body: z.strictObject({ token: z.string().min(1).max(200) }).meta({ id: 'DisplaySignIn' }),
      answer: { status: 201, schema: sessionSchema },
      problems: ['input-invalid', 'sign-in-wrong'],
    },
    async ({ body, req, res }) => {
      const known = await who.knownBy(body.token);
      if (known === null || known.subject.kind !== 'token') throw new ProblemError('sign-in-wrong');
      const { id, name } = known.subject;
      await audit.add({ ...deedOf(req), actor: { kind: 'token', id, name }, outcome: 'taken', code: null });
      setCookie(res, body.token, displayDays);
      return presentSession({ ...known, csrf: csrfOf(body.token) });
    },
  ),
  route(
    {
      method: 'delete',
      path: '/session',
      access: 'self',
      id: 'signOut',
      summary: 'Signs out: the session ends, and its sockets with it',
      answer: { schema: z.object({}) },
      problems: ['sign-in-needed', 'csrf-wrong'],
    },
    async ({ req, res }) => {
      const { hash } = req.auth!;
      await db.deleteFrom('session').where('hash', '=', hash).execute();
      await audit.add({ ...deedOf(req), outcome: 'taken', code: null });
      who.forget();
      dropSecret(hash);
      res.clearCookie(cookieName, { path: '/' });
      return {};
    },
  ),
  route(
    {
      method: 'put',
      path: '/session/password',
      access: 'self',
      id: 'setPassword',
      summary: 'Sets one’s own password; all other sessions of the person end',
      body: passwordChangeSchema,
      answer: { schema: sessionSchema },
      problems: ['sign-in-needed', 'csrf-wrong', 'input-invalid', 'sign-in-wrong', 'password-weak', 'not-allowed'],
    },
    async ({ body, req }) => {
      const { subject, hash, csrf } = req.auth!;
      if (subject.kind !== 'person') throw new ProblemError('not-allowed', 'a token has no password');
      await setPassword(db, { id: subject.id, hash }, body);
      await audit.add({ ...deedOf(req), outcome: 'taken', code: null });
      who.forget();
      return presentSession({ subject, mustChange: false, csrf });
    },
  ),
];

const personParams = z.object({ id: z.uuid() });

const peopleRoutes = ({ db, who, audit, realNowMs, newId, dropSubject }: AuthDeps): Route[] => [
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
    async () => ({ people: await listPeople(db) }),
  ),
  route(
    {
      method: 'post',
      path: '/people',
      access: 'people.manage',
      id: 'addPerson',
      summary: 'Adds a person, with a one-time password that is shown this once',
      body: personCreateSchema,
      answer: { status: 201, schema: z.object({ person: personSchema, oneTimePassword: z.string() }) },
      problems: ['sign-in-needed', 'not-allowed', 'input-invalid', 'login-taken'],
    },
    async ({ body, req }) => {
      const words = oneTimePassword();
      const password = await hashPassword(words);
      const row = await addPerson(db, { ...body, id: newId(), password, now: new Date(realNowMs()) });
      await audit.add({ ...deedOf(req), detail: body, outcome: 'taken', code: null });
      return { person: presentPerson(row), oneTimePassword: words };
    },
  ),
  route(
    {
      method: 'patch',
      path: '/people/:id',
      access: 'people.manage',
      id: 'changePerson',
      summary: 'Changes name, telephone, grants, or whether the person may sign in',
      params: personParams,
      body: personChangeSchema,
      headers: ['If-Match'],
      answer: { schema: personSchema },
      problems: [
        'person-unknown',
        'not-allowed',
        'input-invalid',
        'version-stale',
        'version-missing',
        'last-administrator',
      ],
    },
    async ({ params, body, req, res }) => {
      const version = requiredVersion(req);
      const row = await db.transaction().execute(async (trx) => {
        // One at a time, so that the last two administrators do not take each other's place away.
        await trx.selectFrom('person').select('id').forUpdate().execute();
        const changed = await changePerson(trx, { id: params.id, version }, body);
        if ((await countAdministrators(trx)) === 0) throw new ProblemError('last-administrator');
        if (body.disabled === true) await trx.deleteFrom('session').where('person', '=', params.id).execute();
        return changed;
      });
      await audit.add({ ...deedOf(req), detail: body, outcome: 'taken', code: null });
      who.forget();
      dropSubject(params.id);
      return withTag(res, presentPerson(row));
    },
  ),
  route(
    {
      method: 'post',
      path: '/people/:id/one-time-password',
      access: 'people.manage',
      id: 'resetPassword',
      summary: 'Gives a new one-time password, lifts a lock, and ends all sessions of the person',
      params: personParams,
      answer: { status: 201, schema: z.object({ oneTimePassword: z.string() }) },
      problems: ['person-unknown', 'not-allowed'],
    },
    async ({ params, req }) => {
      await readPerson(db, params.id);
      const words = oneTimePassword();
      await resetPassword(db, params.id, words);
      await audit.add({ ...deedOf(req), outcome: 'taken', code: null });
      who.forget();
      dropSubject(params.id);
      return { oneTimePassword: words };
    },
  ),
];

/** Sets a one-time password, lifts a lock, ends all sessions. */
export async function resetPassword(db: Kysely<Database>, id: string, words: string): Promise<void> {
  const password = await hashPassword(words);
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('person')
      .set((e) => ({
        ...{ password, must_change: true, wrong_passwords: 0, locked_until: null },
        version: e('version', '+', 1),
      }))
      .where('id', '=', id)
      .execute();
    await trx.deleteFrom('session').where('person', '=', id).execute();
  });
}

const tokenRoutes = ({ db, who, audit, realNowMs, newId, dropSubject }: AuthDeps): Route[] => [
  route(
    {
      method: 'get',
      path: '/tokens',
      access: 'people.manage',
      id: 'listTokens',
      summary: 'Tokens of programs and screens',
      answer: { schema: z.object({ tokens: z.array(tokenSchema) }) },
      problems: ['sign-in-needed', 'not-allowed'],
    },
    async () => ({ tokens: await listTokens(db) }),
  ),
  route(
    {
      method: 'post',
      path: '/tokens',
      access: 'people.manage',
      id: 'addToken',
      summary: 'Makes a token; its secret is shown this once',
      body: tokenCreateSchema,
      answer: { status: 201, schema: z.object({ token: tokenSchema, secret: z.string() }) },
      problems: ['sign-in-needed', 'not-allowed', 'input-invalid'],
    },
    async ({ body, req }) => {
      const secret = newSecret('token');
      const token = await addToken(db, { ...body, id: newId(), secret, now: new Date(realNowMs()) });
      await audit.add({ ...deedOf(req), detail: body, outcome: 'taken', code: null });
      return { token, secret };
    },
  ),
  route(
    {
      method: 'delete',
      path: '/tokens/:id',
      access: 'people.manage',
      id: 'revokeToken',
      summary: 'Revokes a token: at once, its sockets too',
      params: personParams,
      answer: { schema: tokenSchema },
      problems: ['token-unknown', 'not-allowed'],
    },
    async ({ params, req }) => {
      const token = await revokeToken(db, params.id, new Date(realNowMs()));
      await audit.add({ ...deedOf(req), outcome: 'taken', code: null });
      who.forget();
      dropSubject(params.id);
      return token;
    },
  ),
];

export const authRoutes = (deps: AuthDeps): Route[] => [
  ...sessionRoutes(deps),
  ...peopleRoutes(deps),
  ...tokenRoutes(deps),
];
