import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scopeOf } from '../../../server/contract/scope.ts';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { StreamClient } from '../../support/client.ts';
import { call } from '../../support/http.ts';
import { grant, tokenFor } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
let base: string;
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'live' }] });
  base = `${server.api}/cities/smallville`;
});
afterAll(() => server.stop());

type Answer = Whistle & { code: string };
const inCity = { city: 'smallville' };
const blow = async (departments: string[], headers = {}): Promise<Answer> =>
  (
    await call<Answer>(
      'POST',
      `${base}/whistles`,
      { title: '请联系 138 1234 5678', position: inSmallCity, departments },
      headers,
    )
  ).body;
const as = (token: string) => ({ authorization: `Bearer ${token}` });

describe('somebody with several grants', () => {
  it('sees by each what that one shows: a planner’s whole city masked, a responder’s own matters whole', async () => {
    const [own, other] = [await blow(['公安局']), await blow(['水务局'])];
    const token = await tokenFor(server.db, [
      grant('planner', inCity),
      grant('responder', { ...inCity, department: '公安局' }),
    ]);
    const client = new StreamClient(server.url, 'smallville', token);
    await client.until((s) => s.open.has(other.id));
    for (const w of [own, other])
      await call('POST', `${base}/whistles/${w.id}/dispatch`, { department: w.departments[0]!.department, to: '老王' });
    await client.until((s) => [own, other].every((w) => s.open.get(w.id)!.departments[0]!.dispatchedAt !== null));
    const read = async (w: Whistle) =>
      (await call<Answer>('GET', `${base}/whistles/${w.id}`, undefined, as(token))).body;
    for (const seen of [client.state.open.get(own.id)!, await read(own)]) {
      expect(seen.departments[0]!.dispatchedTo).toBe('老王');
      expect(seen.title).toContain('138 1234 5678');
    }
    for (const seen of [client.state.open.get(other.id)!, await read(other)]) {
      expect(seen.departments[0]!.dispatchedTo).toBe(null);
      expect(seen.title).not.toContain('5678');
    }
    const words = async (w: Whistle) =>
      JSON.stringify((await call('GET', `${base}/whistles/${w.id}/history`, undefined, as(token))).body);
    expect(await words(own)).toContain('老王');
    expect(await words(other)).not.toContain('老王');
    client.close();
  });

  it('shares a stream only with who sees the same', () => {
    const planner = scopeOf({ grants: [grant('planner', inCity)] }, 'smallville');
    const both = scopeOf({ grants: [grant('planner', inCity), grant('centre', inCity)] }, 'smallville');
    expect(planner.masked).toBe(true);
    expect(both.masked).toBe(false);
  });
});

describe('a right that ends at an area', () => {
  it('merges nothing into a whistle that is out of sight', async () => {
    const [here, there] = [await blow(['城管局']), await blow(['公安局'])];
    const token = await tokenFor(server.db, [grant('centre', { ...inCity, department: '城管局' })]);
    const { body } = await call<Answer>('POST', `${base}/whistles/${here.id}/merge`, { into: there.id }, as(token));
    expect(body.code).toBe('whistle-unknown');
    expect((await call<Answer>('GET', `${base}/whistles/${there.id}`)).body).toEqual(there);
  });

  it('gives nobody the answer that somebody else was given', async () => {
    const key = { 'idempotency-key': 'one' };
    const first = await blow(['城管局'], key);
    const token = await tokenFor(server.db, [grant('display', inCity)]);
    expect((await blow(['城管局'], { ...key, ...as(token) })).code).toBe('not-allowed');
    const leader = await tokenFor(server.db, [grant('street-leader', inCity)]);
    expect((await blow(['城管局'], { ...key, ...as(leader) })).code).toBe('idempotency-key-reused');
    expect((await blow(['城管局'], key)).id).toBe(first.id);
  });

  it('shows an administrator of one city the people and tokens of that city alone', async () => {
    const token = await tokenFor(server.db, [grant('administrator', inCity)]);
    await tokenFor(server.db, [grant('display', { city: 'elsewhere' })]);
    await tokenFor(server.db, [grant('planner', inCity)]);
    const { tokens } = (
      await call<{ tokens: { grants: { city: string | null }[] }[] }>(
        'GET',
        `${server.api}/tokens`,
        undefined,
        as(token),
      )
    ).body;
    expect(tokens.length).toBeGreaterThan(1);
    expect(new Set(tokens.flatMap((t) => t.grants.map((g) => g.city)))).toEqual(new Set(['smallville']));
  });
});
