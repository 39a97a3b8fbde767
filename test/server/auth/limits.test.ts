import { Writable } from 'node:stream';
import { pino } from 'pino';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secretPaths } from '../../../server/auth/log-secrets.ts';
import { readAudit } from '../../../server/audit/store.ts';
import type { Minted, OneTime } from '../../../server/contract/people.ts';
import { socketPath, type SubscribeReply } from '../../../server/contract/stream.ts';
import { smallCity } from '../../support/cities.ts';
import { as, ask, asNobody, call } from '../../support/http.ts';
import { fullToken, grant } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { Browser } from './browser.ts';

const limits = { signIn: 12, person: 30, token: 100, address: 60, citizens: 5, windowMs: 3_600_000 };
let server: TestServer;
const lines: string[] = [];
const written = new Writable({
  write: (chunk: Buffer, _encoding, done) => {
    lines.push(String(chunk));
    done();
  },
});
beforeAll(async () => {
  const log = pino({ level: 'trace', redact: secretPaths }, written);
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'live' }], limits, log });
});
afterAll(() => server.stop());

const signIn = (login: string, address: string, password = 'wrong') =>
  call('POST', `${server.api}/session`, { login, password }, { ...asNobody, 'x-forwarded-for': address });
/** How many of `n` requests were answered otherwise than by the limit. */
async function passed(n: number, ask: () => Promise<{ status: number }>): Promise<number> {
  let count = 0;
  for (let i = 0; i < n; i += 1) if ((await ask()).status !== 429) count += 1;
  return count;
}

describe('limits', () => {
  it('count failed sign-ins from each address, whatever the login', async () => {
    let n = 0;
    expect(await passed(20, () => signIn(`somebody${(n += 1)}`, '10.1.0.1'))).toBe(12);
    expect((await signIn('somebody', '10.1.0.2')).status).toBe(401);
    const refused = await signIn('somebody', '10.1.0.1');
    expect(refused.body).toMatchObject({ status: 429, code: 'too-many-requests', detail: '12 a minute' });
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    // A flood does not fill the audit.
    const rows = await readAudit(server.db, { chain: 'system', limit: 1000 });
    expect(rows.filter((r) => r.code === 'too-many-requests')).toHaveLength(1);
  });

  it('count no sign-in that succeeds: a whole office comes in by one address in the morning', async () => {
    const wish = { login: 'zhao', name: '赵', grants: [grant('centre')] };
    const { oneTimePassword } = (await call<OneTime>('POST', `${server.api}/people`, wish)).body;
    expect(await passed(15, () => signIn('zhao', '10.1.0.3', oneTimePassword))).toBe(15);
  });

  it('count everything of a session, a token and an address apart, and never the server itself', async () => {
    const { body } = await call<OneTime>('POST', `${server.api}/people`, {
      ...{ login: 'wang', name: '王', grants: [grant('centre')] },
    });
    const browser = new Browser(server.api);
    await browser.signIn('wang', body.oneTimePassword);
    expect(await passed(40, () => browser.ask('GET', '/session'))).toBe(30);
    const { secret } = (await call<Minted>('POST', `${server.api}/tokens`, { name: 'x', grants: [grant('centre')] }))
      .body;
    const who = (headers: Record<string, string>) => () => call('GET', `${server.api}/session`, undefined, headers);
    expect(await passed(110, who(as(secret)))).toBe(100);
    expect(await passed(70, who({ ...asNobody, 'x-forwarded-for': '10.2.0.1' }))).toBe(60);
    expect(await passed(300, who(as(server.app.who.mint('test', []))))).toBe(300);
  });
});

describe('citizens’ clients', () => {
  const open311 = (method: string, path: string, from: string) =>
    ask(`${server.url}/open311/v2/${path}.json`, { method, headers: { 'x-forwarded-for': from } });

  it('are counted from each address, what they send apart from what they read', async () => {
    expect(await passed(10, () => open311('POST', 'requests', '10.5.0.1'))).toBe(5);
    expect(await passed(70, () => open311('GET', 'services', '10.5.0.1'))).toBe(60);
    expect((await open311('GET', 'services', '10.5.0.2')).status).toBe(200);
    const refused = await open311('GET', 'services', '10.5.0.1');
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
  });
});

describe('sockets', () => {
  const knock = (auth: object, from: string) =>
    new Promise<string>((resolve) => {
      const headers = { 'x-forwarded-for': from };
      const options = { path: socketPath, transports: ['websocket'], forceNew: true, reconnection: false };
      const socket = io(server.url, { ...options, auth, extraHeaders: headers });
      const end = (how: string): void => {
        socket.disconnect();
        resolve(how);
      };
      socket.once('connect', () => end('in'));
      socket.once('connect_error', (error) => end(error.message));
    });
  const refusals = async () =>
    (await readAudit(server.db, { chain: 'system', limit: 1000 })).filter((r) => r.action === 'openSocket');

  it('of strangers are counted from each address, and the first goes on record', async () => {
    const answers: string[] = [];
    for (let i = 0; i < 65; i += 1) answers.push(await knock({ token: 'sht_made-up' }, '10.4.0.1'));
    expect(answers.slice(0, 60)).toEqual(Array(60).fill('sign-in-needed'));
    expect(answers.slice(60)).toEqual(Array(5).fill('too-many-requests'));
    expect(await knock({}, '10.4.0.2')).toBe('sign-in-needed');
    expect(await refusals()).toMatchObject(Array(2).fill({ outcome: 'refused', code: 'sign-in-needed' }));
  });

  it('of one token are counted with what it subscribes to', async () => {
    const { secret } = (await call<Minted>('POST', `${server.api}/tokens`, { name: 'y', grants: [grant('centre')] }))
      .body;
    const socket = io(server.url, {
      path: socketPath,
      transports: ['websocket'],
      forceNew: true,
      auth: { token: secret },
    });
    await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
    const kinds: string[] = [];
    for (let i = 0; i < 102; i += 1) {
      const answer = (await socket.emitWithAck('subscribe', { city: 'smallville', after: null })) as SubscribeReply;
      kinds.push(answer.kind === 'problem' ? answer.problem.code : answer.kind);
    }
    socket.disconnect();
    // The handshake was one of the hundred.
    expect(kinds).toEqual(kinds.map((_, i) => (i < 99 ? 'snapshot' : 'too-many-requests')));
    expect(await knock({ token: secret }, '10.4.0.3')).toBe('too-many-requests');
  });
});

describe('a socket that sends no end of what nobody knows', () => {
  it('is cut off', async () => {
    const { secret } = (await call<Minted>('POST', `${server.api}/tokens`, { name: 'z', grants: [grant('centre')] }))
      .body;
    const options = { path: socketPath, transports: ['websocket'], forceNew: true, reconnection: false };
    const socket = io(server.url, { ...options, auth: { token: secret } });
    await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
    let told = 0;
    socket.on('problem', () => (told += 1));
    const cut = new Promise<string>((resolve) => socket.once('disconnect', resolve));
    for (let i = 0; i < 150; i += 1) socket.emit('nonsense');
    expect(await cut).toMatch(/server|transport/);
    expect(told).toBeLessThanOrEqual(99);
  });
});

describe('the log', () => {
  it('at its most talkative holds no secret that was sent, made or told', async () => {
    const secrets = [fullToken, 'a wrong password', 'sht_made-up'];
    await signIn('li', '10.3.0.1', 'a wrong password');
    await call('GET', `${server.api}/session?token=sht_made-up`, undefined, as('sht_made-up'));
    await call(
      'PUT',
      `${server.api}/nowhere`,
      { password: 'a wrong password' },
      { cookie: 'shaotu_session=sht_made-up' },
    );
    const told = lines.join('');
    expect(told).toContain('/api/v1/session');
    for (const secret of secrets) expect(told.includes(secret)).toBe(false);
    // Nor would it, were a request logged as it is.
    const before = lines.length;
    pino({ redact: secretPaths }, written).info({
      headers: { cookie: fullToken, authorization: fullToken },
      req: { headers: { cookie: fullToken }, body: { password: fullToken, old: fullToken, new: fullToken } },
      res: { headers: { 'set-cookie': [fullToken] } },
      ...{ token: fullToken, secret: fullToken, oneTimePassword: fullToken, handshake: { auth: { token: fullToken } } },
    });
    expect(lines.slice(before).join('')).not.toContain(fullToken);
    expect(lines).toHaveLength(before + 1);
  });
});
