import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAudit } from '../../../server/audit/store.ts';
import { smallCity } from '../../support/cities.ts';
import { connectSocket } from '../../support/client.ts';
import { oneTimePasswordIn } from '../../support/first-sign-in.ts';
import { grant } from '../../support/people.ts';
import { startNode } from '../../support/node-process.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { addSettled, Browser, type Settled } from './browser.ts';

let server: TestServer;
let wang: Settled;
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'live' }], sweepMs: 3_600_000 });
  wang = await addSettled(server, 'wang', [grant('administrator'), grant('centre', { city: 'smallville', area: '1' })]);
});
afterAll(() => server.stop());

async function people(
  ...args: string[]
): Promise<{ code: number | null; out: readonly string[]; err: readonly string[] }> {
  const program = startNode('server/auth/cli.ts', args, { DATABASE_URL: server.databaseUrl });
  const { code } = await program.ended;
  return { code, out: program.out, err: program.err };
}

describe('npm run people', () => {
  it('lists who may sign in', async () => {
    const { code, out } = await people('list');
    expect([code, out]).toEqual([0, ['wang\t名 wang\tadministrator/* centre/smallville/1']]);
  });

  it('lets a locked-out administrator back in; what they had open ends at once, and it is on record', async () => {
    const open = new Browser(server.api);
    await open.signIn('wang', wang.password);
    const socket = connectSocket(server.url, open.cookie.split('=')[1]);
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    const gone = new Promise<void>((resolve) => socket.once('disconnect', () => resolve()));
    const guess = new Browser(server.api);
    for (let n = 0; n < 5; n++) await guess.signIn('wang', 'a guess');
    expect((await guess.signIn('wang', wang.password)).status).toBe(429);

    const { code, out } = await people('one-time-password', ' Wang ');
    expect(code).toBe(0);
    await gone;
    socket.close();
    expect(await open.status()).toBe(401);
    const back = await guess.signIn('wang', oneTimePasswordIn(out)!);
    expect([back.status, back.body.mustChange]).toEqual([201, true]);
    expect((await new Browser(server.api).signIn('wang', wang.password)).status).toBe(401);
    const rows = await readAudit(server.db, { chain: 'system', limit: 1000 });
    expect(rows.filter((r) => r.action === 'resetPassword' && r.actor.kind === 'system')).toHaveLength(1);
  });

  it('says in one line what it cannot do', async () => {
    expect(await people('one-time-password', 'nobody')).toEqual({
      ...{ code: 1, out: [] },
      err: ['There is nobody with the login "nobody". 没有账号“nobody”。'],
    });
    for (const args of [[], ['one-time-password'], ['give-me-all'], ['list', 'wang']])
      expect((await people(...args)).code).toBe(1);
  });
});
