import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Who } from '../../../server/contract/sign-in.ts';
import { makeDataDir, type TestDataDir } from '../../support/data-dir.ts';
import { credentialsOf, oneTimePasswordIn } from '../../support/first-visit.ts';
import { as, call } from '../../support/http.ts';
import { startNode, type NodeProcess } from '../../support/node-process.ts';
import { Browser } from './browser.ts';

let place: TestDataDir;
const running: NodeProcess[] = [];
beforeAll(async () => (place = await makeDataDir()));
afterAll(async () => {
  for (const server of running) server.kill('SIGKILL');
  await Promise.all(running.map(({ ended }) => ended));
  await place.remove();
});

const begin = (program: string, words: string[] = []): NodeProcess => {
  const env = { DATA_DIR: place.dataDir, PORT: '0', DEMO_FEED: 'off', LOG_LEVEL: 'trace' };
  const started = startNode(program, words, env);
  running.push(started);
  return started;
};
async function startMain(): Promise<{ server: NodeProcess; url: string }> {
  const server = begin('server/main.ts');
  const line = await server.line((l) => l.startsWith('Shaotu 哨图: '));
  return { server, url: line.split(': ')[1]! };
}
async function stop(server: NodeProcess): Promise<void> {
  server.kill('SIGTERM');
  await server.ended;
}
const signIn = (url: string, password: string) => new Browser(`${url}/api/v1`).signIn('admin', password);

describe('the first administrator', () => {
  it('comes with a one-time password, told on the screen alone, anew at each start until one is set', async () => {
    const first = await startMain();
    const void_ = oneTimePasswordIn(first.server.out);
    await stop(first.server);
    const { server, url } = await startMain();
    const password = oneTimePasswordIn(server.out);
    expect(password).not.toBe(void_);
    expect((await signIn(url, void_)).status).toBe(401);
    expect((await signIn(url, password)).body.mustChange).toBe(true);

    const credentials = await credentialsOf(place.dataDir, url, server.out);
    const who = await call<Who>('GET', `${url}/api/v1/session`, undefined, as(credentials.token));
    expect(who.body.grants.map((g) => g.role)).toContain('administrator');
    await stop(server);

    const third = await startMain();
    expect(third.server.out.join('\n')).not.toContain('admin /');
    expect((await signIn(third.url, password)).status).toBe(401);
    const told = [...first.server.err, ...server.err, ...third.server.err].join('\n');
    // At the most talkative level: what was sent, set, made and told.
    expect(told).toContain('/api/v1/session');
    for (const secret of [void_, password, credentials.token, credentials.cookie.split('=')[1]!, '临时口令'])
      expect(told.includes(secret)).toBe(false);

    const beside = begin('server/people-cli.ts', ['one-time-password', 'Admin']);
    expect(await beside.ended).toEqual({ code: 0, signal: null });
    const wayBack = oneTimePasswordIn(beside.out);
    expect(
      (await call('GET', `${third.url}/api/v1/session`, undefined, { authorization: '', cookie: credentials.cookie }))
        .status,
    ).toBe(401);
    expect((await signIn(third.url, wayBack)).body.mustChange).toBe(true);
    await stop(third.server);
  }, 300_000);

  it('gets a way back in while the server does not run, too', async () => {
    const alone = begin('server/people-cli.ts', ['one-time-password', 'admin']);
    expect(await alone.ended).toEqual({ code: 0, signal: null });
    expect(oneTimePasswordIn(alone.out)).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
    const nobody = begin('server/people-cli.ts', ['one-time-password', 'nobody']);
    expect((await nobody.ended).code).toBe(1);
    expect(nobody.err).toEqual(['people: There is nobody with the login "nobody". 没有账号“nobody”。']);
    const wrong = begin('server/people-cli.ts', ['give-me-all']);
    expect((await wrong.ended).code).toBe(1);
  }, 120_000);
});
