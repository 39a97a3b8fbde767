import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallCity } from '../../support/cities.ts';
import { call } from '../../support/http.ts';
import { grant } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'live' }] });
});
afterAll(() => server.stop());

interface Made {
  person: { id: string; version: number };
  token: { id: string; revokedAt: string | null };
}
const grants = [grant('planner', { city: 'smallville' })];
const ask = (method: string, path: string, body?: object, headers = {}) =>
  call<Made>(method, `${server.api}${path}`, body, headers);

/** All that says who may do what. */
const standing = async (): Promise<unknown> => [
  await server.db.selectFrom('person').selectAll().orderBy('id').execute(),
  await server.db.selectFrom('api_token').select(['id', 'revoked_at']).orderBy('id').execute(),
];

describe('a change of who may do what', () => {
  it('is kept only together with its row in the audit', async () => {
    const { person } = (await ask('POST', '/people', { login: 'first', name: '张三', phone: null, grants })).body;
    const { token } = (await ask('POST', '/tokens', { name: '屏幕', grants })).body;
    const before = await standing();
    await sql`
      create function refuse_to_write() returns trigger language plpgsql as
      $$ begin raise exception 'as if the disk were full'; end $$`.execute(server.db);
    await sql`create trigger refuse before insert on audit for each row execute function refuse_to_write()`.execute(
      server.db,
    );
    for (const [method, path, body, headers] of [
      ['POST', '/people', { login: 'second', name: '李四', phone: null, grants }, {}],
      ['PATCH', `/people/${person.id}`, { disabled: true }, { 'if-match': `"${person.version}"` }],
      ['POST', `/people/${person.id}/one-time-password`, undefined, {}],
      ['POST', '/tokens', { name: '第二块', grants }, {}],
      ['DELETE', `/tokens/${token.id}`, undefined, {}],
    ] as const)
      expect([path, (await ask(method, path, body, headers)).status]).toEqual([path, 500]);
    expect(await standing()).toEqual(before);
    await sql`drop trigger refuse on audit`.execute(server.db);
    expect((await ask('DELETE', `/tokens/${token.id}`)).status).toBe(200);
    expect(await standing()).not.toEqual(before);
  });
});
