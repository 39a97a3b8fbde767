import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whistleSteps } from '../../../server/contract/matrix.ts';
import type { Grant, Role } from '../../../server/contract/people.ts';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { ask, call } from '../../support/http.ts';
import { grant, tokenFor } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { doorOf, roles, stepsOf } from './table.ts';

const department = '城管局';
const cities = ['smallville', 'elsewhere'];
let server: TestServer;
let whistle: Whistle;
/** Tokens by role and by where the grant holds. */
const tokens = new Map<string, string>();
const ofDepartment = (role: Role): boolean => ['department-head', 'dispatcher', 'responder'].includes(role);
const grantOf = (role: Role, where: Partial<Grant> = {}): Grant =>
  grant(role, { city: 'smallville', ...(ofDepartment(role) ? { department } : {}), ...where });

interface Operation {
  id: string;
  method: string;
  path: string;
}
let operations: Operation[];

beforeAll(async () => {
  server = await startTestServer({ cities: cities.map((id) => ({ model: smallCity(id), clock: 'live' as const })) });
  const input = { title: '占道经营', position: inSmallCity, departments: [department] };
  whistle = (await call<Whistle>('POST', `${server.api}/cities/smallville/whistles`, input)).body;
  for (const role of roles) {
    tokens.set(`${role} here`, await tokenFor(server.db, [grantOf(role)]));
    tokens.set(`${role} elsewhere`, await tokenFor(server.db, [grantOf(role, { city: 'elsewhere' })]));
  }
  const { paths } = (await (await ask(`${server.api}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { operationId: string }>>;
  };
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => ({
      id: operationId,
      method: method.toUpperCase(),
      path,
    })),
  );
});
afterAll(() => server.stop());

const isStep = ({ path }: Operation): boolean => whistleSteps.some((s) => path.endsWith(`/whistles/{id}/${s}`));
const rowOf = (o: Operation): string => (isStep(o) ? 'step' : o.id);
const addressOf = ({ path }: Operation, city: string): string =>
  server.url +
  path
    .replace('{city}', city)
    .replace('{id}', path.includes('/whistles/') ? whistle.id : '00000000-0000-4000-8000-000000000000')
    .replace(/\{\w+\}/g, '0');

/** The code of the refusal; empty where it was none. Bodies are no bodies: whatever takes one and lets in refuses it for that. */
async function codeOf(o: Operation, city: string, headers: Record<string, string>): Promise<string> {
  const body = o.method === 'GET' ? {} : { body: '{"no":"field"}' };
  const answer = await fetch(addressOf(o, city), {
    method: o.method,
    ...body,
    headers: { 'content-type': 'application/json', ...headers },
  });
  const text = await answer.text();
  return answer.status < 400 ? '' : (JSON.parse(text) as { code: string }).code;
}
const doors = ['sign-in-needed', 'not-allowed', 'city-unknown'];
const letsIn = async (o: Operation, city: string, token: string): Promise<boolean> =>
  !doors.includes(await codeOf(o, city, { authorization: `Bearer ${token}` }));

describe('every route', () => {
  it('stands in the table, and the table holds no other', () => {
    expect([...new Set(operations.map(rowOf))].sort()).toEqual([...doorOf.keys()].sort());
    expect([...stepsOf.keys()].sort()).toEqual([...whistleSteps].sort());
  });

  it('lets in nobody who has not signed in, but where it is open', async () => {
    for (const o of operations) {
      const code = await codeOf(o, 'smallville', {});
      expect([o.id, code === 'sign-in-needed']).toEqual([o.id, doorOf.get(rowOf(o)) !== 'open']);
    }
  });

  it.each(roles)('lets a %s in exactly where the table says, in their city and in no other', async (role) => {
    for (const o of operations) {
      // Signing out would end the very token.
      if (['signOut', 'setPassword', 'signIn', 'openDisplay'].includes(o.id)) continue;
      const allowed = doorOf.get(rowOf(o))!;
      const may = allowed === 'all' || allowed === 'open' || allowed.includes(role);
      expect([o.id, await letsIn(o, 'smallville', tokens.get(`${role} here`)!)]).toEqual([o.id, may]);
      if (!o.path.includes('{city}')) continue;
      expect([
        o.id,
        await codeOf(o, 'smallville', { authorization: `Bearer ${tokens.get(`${role} elsewhere`)!}` }),
      ]).toEqual([o.id, 'city-unknown']);
    }
  });
});

describe('every step', () => {
  const bodies: Record<string, object> = {
    dispatch: { to: '一组' },
    'hand-back': { reason: 'x', owner: '水务局' },
    'refuse-hand-back': { reason: 'x' },
    'ask-extension': { reason: 'x', until: '2099-01-01T00:00:00Z' },
    'refuse-extension': { reason: 'x' },
    evaluate: { speed: 3, quality: 3 },
    reopen: { reason: 'x' },
    merge: { into: '00000000-0000-4000-8000-000000000000' },
    defer: { reason: 'x', until: '2099-01-01T00:00:00Z' },
  };
  const wholes = ['verify', 'close', 'reopen', 'urge', 'chase', 'merge', 'defer', 'resume'];
  const bodyOf = (step: string): object => ({ ...bodies[step], ...(wholes.includes(step) ? {} : { department }) });

  const blow = async (): Promise<Whistle> => {
    const input = { title: '占道经营', position: inSmallCity, departments: [department, '公安局'] };
    return (await call<Whistle>('POST', `${server.api}/cities/smallville/whistles`, input)).body;
  };
  const codeFor = async (w: Whistle, step: string, grants: Grant[]): Promise<string | undefined> => {
    const headers = { authorization: `Bearer ${await tokenFor(server.db, grants)}` };
    return (await call(`POST`, `${server.api}/cities/smallville/whistles/${w.id}/${step}`, bodyOf(step), headers)).body
      .code;
  };

  it.each(roles)(
    'is taken by a %s only where the table says, in their own area and for their own department',
    async (role) => {
      for (const step of whistleSteps) {
        const w = await blow();
        const may = (stepsOf.get(step) as Role[]).includes(role);
        const sees = !['administrator', 'intake'].includes(role);
        const own = await codeFor(w, step, [grantOf(role, { area: w.street })]);
        // Out of turn or not, whoever has the right is told of the stage and never of rights.
        expect([step, own === 'not-allowed' || own === 'city-unknown']).toEqual([step, !may]);
        if (!sees) continue;
        expect([step, await codeFor(w, step, [grantOf(role, { area: '999' })])]).toEqual([step, 'whistle-unknown']);
        if (!ofDepartment(role)) continue;
        expect([step, await codeFor(w, step, [grantOf(role, { department: '气象局' })])]).toEqual([
          step,
          'whistle-unknown',
        ]);
        // Called, too, but it is another's part.
        expect([step, await codeFor(w, step, [grantOf(role, { department: '公安局' })])]).toEqual([
          step,
          'not-allowed',
        ]);
      }
    },
  );

  it('of calling is asked of the place', async () => {
    const at = async (grants: Grant[]): Promise<string | undefined> => {
      const headers = { authorization: `Bearer ${await tokenFor(server.db, grants)}` };
      const input = { title: 'x', position: inSmallCity, departments: [department] };
      return (await call('POST', `${server.api}/cities/smallville/whistles`, input, headers)).body.code;
    };
    expect(await at([grantOf('street-leader', { area: '999' })])).toBe('call-outside-area');
    // A whistle's own code is no refusal's.
    for (const area of [whistle.community, whistle.street, whistle.district])
      expect(await at([grantOf('street-leader', { area })])).toMatch(/^W\d+$/);
  });
});
