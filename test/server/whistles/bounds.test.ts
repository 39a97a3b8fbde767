import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serversOwn } from '../../../server/audit/chain.ts';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { said } from '../../../server/whistles/said.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { call } from '../../support/http.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
let base: string;
const nowMs = Date.parse('2026-03-02T02:00:00Z');
let clockMs = nowMs;
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'live' }], realNowMs: () => clockMs });
  base = `${server.api}/cities/smallville`;
});
afterAll(() => server.stop());

type Answer = Whistle & { code: string };
const blow = async (more = {}): Promise<Answer> =>
  (
    await call<Answer>('POST', `${base}/whistles`, {
      ...{ title: '占道经营', position: inSmallCity, departments: ['城管局'], ...more },
    })
  ).body;

describe('a time that nobody lives to see', () => {
  it.each(['9999-12-31T23:59:59Z', '9999-12-31T23:59:59-14:00', '2200-01-01T00:00:00Z', '0000-01-01T00:00:00Z'])(
    'is refused in every command: %s',
    async (time) => {
      const w = await blow();
      expect((await blow({ resolveBy: time })).code).toBe('input-invalid');
      const reason = '等';
      for (const [step, body] of Object.entries({
        defer: { reason, until: time },
        reopen: { reason, resolveBy: time },
        'ask-extension': { department: '城管局', reason, until: time },
        urge: { at: time },
      }))
        expect([step, (await call<Answer>('POST', `${base}/whistles/${w.id}/${step}`, body)).body.code]).toEqual([
          step,
          'input-invalid',
        ]);
      expect((await call<Answer>('GET', `${base}/whistles/${w.id}`)).body).toEqual(w);
    },
  );
});

describe('what goes wrong with one whistle', () => {
  it('keeps no other from being rung', async () => {
    const [broken, sound] = [await blow(), await blow()];
    await sql`
      create function refuse_to_write() returns trigger language plpgsql as
      $$ begin raise exception 'as if a value were out of range' using errcode = '22008'; end $$`.execute(server.db);
    await sql`
      create trigger refuse before update on whistle for each row
      when (old.id = ${sql.lit(broken.id)}::uuid) execute function refuse_to_write()`.execute(server.db);
    clockMs = nowMs + 60 * 86_400_000;
    await server.app.alarms.look();
    const { departments } = (await call<Answer>('GET', `${base}/whistles/${sound.id}`)).body;
    expect(departments[0]!.reportAlarm?.lateAt).not.toBe(null);
    expect((await call<Answer>('GET', `${base}/whistles/${broken.id}`)).body).toEqual(broken);
    clockMs = nowMs;
  });

  it('takes down none of the commands that wait with it', async () => {
    const w = await blow();
    const put = (id: string, title: string) =>
      server.app.live.cityLog.runWhistles('smallville', {
        deed: serversOwn('test', 'smallville'),
        status: 200,
        reads: [id],
        work: async (c) => c.put({ ...(await c.whistle(id)), title }, said('whistle.urged'), c.now),
      });
    const others = await Promise.all([blow(), blow(), blow()]);
    // PostgreSQL keeps no NUL in a text.
    const results = await Promise.allSettled([
      put(w.id, 'a\u0000b'),
      ...others.map(({ id }, i) => put(id, `第${i}件`)),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
    for (const [i, { id }] of others.entries())
      expect((await call<Answer>('GET', `${base}/whistles/${id}`)).body.title).toBe(`第${i}件`);
    expect((await call<Answer>('GET', `${base}/whistles/${w.id}`)).body).toEqual(w);
  });
});
