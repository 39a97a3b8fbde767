import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { longestMs } from '../../../server/auth/known.ts';
import type { Minted } from '../../../server/contract/people.ts';
import { socketPath } from '../../../server/contract/stream.ts';
import { smallCity } from '../../support/cities.ts';
import { connectSocket, type ClientSocket } from '../../support/client.ts';
import { call } from '../../support/http.ts';
import { grant } from '../../support/people.ts';
import { anotherServerOn, startTestServer, type TestServer } from '../../support/server.ts';
import { addSettled, Browser, type Settled } from './browser.ts';

let server: TestServer;
/** On the same database; looks at its open sockets all the time, which `server` does once an hour. */
let sweeping: Pick<TestServer, 'url' | 'api' | 'app' | 'stop'>;
let wang: Settled;
let nowMs = Date.UTC(2026, 0, 5);
const realNowMs = () => nowMs;
beforeAll(async () => {
  server = await startTestServer({
    cities: [{ model: smallCity(), clock: 'live' }],
    realNowMs,
    sweepMs: 3_600_000,
  });
  sweeping = await anotherServerOn(server, { cities: [], realNowMs, sweepMs: 50 });
  wang = await addSettled(server, 'wang', [grant('centre')]);
});
afterAll(async () => {
  await sweeping.stop();
  await server.stop();
});

/** A page's socket: it shows the browser's cookie. */
const pageSocket = (
  cookie: string,
  headers: Record<string, string> = {},
  { url }: { url: string } = server,
): ClientSocket =>
  io(url, {
    path: socketPath,
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: 20,
    extraHeaders: { cookie, ...headers },
  });

/** `open`, or the code of the problem that it was refused with. */
const outcome = (socket: ClientSocket): Promise<string> =>
  new Promise((resolve) => {
    socket.once('connect', () => resolve('open'));
    socket.once('connect_error', (e) => resolve((e as Error & { data?: { code: string } }).data?.code ?? e.message));
  });
const lost = (socket: ClientSocket): Promise<string> => new Promise((resolve) => socket.once('disconnect', resolve));
/** What becomes of an open socket when `work` is done: it is closed, tries again, and this is what it is told then. */
async function afterwards(socket: ClientSocket, work: () => Promise<unknown>): Promise<string> {
  expect(await outcome(socket)).toBe('open');
  const [next] = await Promise.all([lost(socket).then(() => outcome(socket)), work()]);
  socket.close();
  return next;
}
const signedIn = async (): Promise<Browser> => {
  const browser = new Browser(server.api);
  await browser.signIn(wang.login, wang.password);
  return browser;
};

describe('a socket', () => {
  it('opens by a token, or by the cookie of our own page, and by nothing else', async () => {
    const { cookie } = await signedIn();
    const evil = { origin: 'https://evil.example' };
    const tries: [string, () => ClientSocket][] = [
      ['open', () => connectSocket(server.url)],
      ['open', () => pageSocket(cookie)],
      ['open', () => pageSocket(cookie, { origin: server.url })],
      ['sign-in-needed', () => connectSocket(server.url, '')],
      ['sign-in-needed', () => connectSocket(server.url, 'sht_wrong')],
      ['sign-in-needed', () => pageSocket('shaotu_session=wrong')],
      ['sign-in-needed', () => pageSocket(cookie, evil)],
    ];
    for (const [expected, open] of tries) {
      const socket = open();
      expect(await outcome(socket)).toBe(expected);
      socket.close();
    }
  });

  it('does not open before a one-time password is replaced', async () => {
    const { body } = await call<{ oneTimePassword: string }>('POST', `${server.api}/people`, {
      ...{ login: 'li', name: '李', grants: [grant('centre')] },
    });
    const browser = new Browser(server.api);
    await browser.signIn('li', body.oneTimePassword);
    const socket = pageSocket(browser.cookie);
    expect(await outcome(socket)).toBe('sign-in-needed');
    socket.close();
  });

  it('closes at once by signing out', async () => {
    const browser = await signedIn();
    const other = pageSocket((await signedIn()).cookie);
    await outcome(other);
    expect(await afterwards(pageSocket(browser.cookie), () => browser.ask('DELETE', '/session'))).toBe(
      'sign-in-needed',
    );
    expect(other.connected).toBe(true);
    other.close();
  });

  it('closes at once when an administrator signs its person out, and when its token is revoked', async () => {
    const { cookie } = await signedIn();
    const signOut = () => call('DELETE', `${server.api}/people/${wang.person.id}/sessions`);
    expect(await afterwards(pageSocket(cookie), signOut)).toBe('sign-in-needed');
    const { secret, token } = (
      await call<Minted>('POST', `${server.api}/tokens`, { name: 'x', grants: [grant('centre')] })
    ).body;
    const revoke = () => call('DELETE', `${server.api}/tokens/${token.id}`);
    expect(await afterwards(connectSocket(server.url, secret), revoke)).toBe('sign-in-needed');
  });

  it('comes back with other rights when its person got others', async () => {
    const { cookie } = await signedIn();
    const person = await server.db
      .selectFrom('person')
      .select('version')
      .where('id', '=', wang.person.id)
      .executeTakeFirstOrThrow();
    const change = () =>
      call(
        'PATCH',
        `${server.api}/people/${wang.person.id}`,
        { grants: [grant('planner')] },
        { 'if-match': `"${person.version}"` },
      );
    expect(await afterwards(pageSocket(cookie), change)).toBe('open');
  });

  it('closes at once when another server on the same database ends it', async () => {
    const { cookie } = await signedIn();
    const signOut = () => call('DELETE', `${sweeping.api}/people/${wang.person.id}/sessions`);
    expect(await afterwards(pageSocket(cookie), signOut)).toBe('sign-in-needed');
  });

  it('closes when its session ends by itself, at the end of its time', async () => {
    const { cookie } = await signedIn();
    const pass = () => Promise.resolve((nowMs += longestMs + 1));
    expect(await afterwards(pageSocket(cookie, {}, sweeping), pass)).toBe('sign-in-needed');
    const expiresAt = new Date(nowMs + 60_000).toISOString();
    const wish = { name: 'x', grants: [grant('centre')], expiresAt };
    const { secret } = (await call<Minted>('POST', `${server.api}/tokens`, wish)).body;
    const later = () => Promise.resolve((nowMs += 60_000));
    expect(await afterwards(connectSocket(sweeping.url, secret), later)).toBe('sign-in-needed');
  });

  it('keeps its session awake while it is open', async () => {
    const browser = await signedIn();
    const socket = pageSocket(browser.cookie, {}, sweeping);
    expect(await outcome(socket)).toBe('open');
    for (let hours = 0; hours < 48; hours += 6) {
      nowMs += 6 * 3_600_000;
      await sweeping.app.live.sweep();
    }
    expect(socket.connected).toBe(true);
    expect(await browser.status()).toBe(200);
    socket.close();
  });

  it('closes where the news of its end was lost', async () => {
    const { cookie } = await signedIn();
    const unheard = () => server.db.deleteFrom('session').where('person', '=', wang.person.id).execute();
    expect(await afterwards(pageSocket(cookie, {}, sweeping), unheard)).toBe('sign-in-needed');
  });
});
