import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { makeDataDir } from '../../support/data-dir.ts';
import { call } from '../../support/http.ts';
import { fullToken } from '../../support/people.ts';
import { startNode } from '../../support/node-process.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const cli = 'server/scores/cli.ts';
let server: TestServer;
let url: string;
let base: string;
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'simulated' }] });
  base = `${server.api}/cities/smallville`;
  url = server.databaseUrl;
  await call('PUT', `${base}/clock`, { cityAt: '2026-06-01T00:00:00Z', speed: 0, mark: 'demo' });
  await closedWhistle('城管局');
  await closedWhistle('公安局');
});
afterAll(() => server.stop());

async function closedWhistle(department: string): Promise<void> {
  const at = '2026-05-02T00:00:00Z';
  const input = { title: 't', position: inSmallCity, departments: [department], at };
  const { body: w } = await call<Whistle>('POST', `${base}/whistles`, input);
  const step = (path: string, body: object) => call('POST', `${base}/whistles/${w.id}/${path}`, { ...body, at });
  await step('report-in', { department });
  for (const path of ['resolve', 'verify', 'close']) await step(path, {});
  await step('evaluate', { department, speed: 5, quality: 4 });
}

const run = async (words: string[], env: Record<string, string> = {}) => {
  const command = startNode(cli, ['recompute', '--city', 'smallville', ...words], { SHAOTU_TOKEN: fullToken, ...env });
  const { code } = await command.ended;
  return { code, out: command.out.join('\n'), err: command.err };
};

describe('npm run scores -- recompute', () => {
  it('agrees with the API of a running server, and with the database itself', async () => {
    for (const [words, env] of [
      [['--period', '2026', '--server', server.url], {}],
      [['--period', '2026Q2'], { DATABASE_URL: url }],
      // This year, by the city's clock.
      [[], { DATABASE_URL: url }],
    ] as const) {
      const { code, out, err } = await run([...words], env);
      expect([code, err]).toEqual([0, []]);
      expect(out).toContain('every figure agrees');
      expect(out).toMatch(/城管局 {2}\(API\) +1 +1 +0 +1 +1 +100\.00 % +100\.00 % +1 +90\.00/);
      expect(out).toMatch(/城管局 {2}\(log\) +1 +1 +0 +1 +1 +100\.00 % +100\.00 % +1 +90\.00/);
    }
  });

  it('ends with 1 and names department and figure where a row was changed behind the log’s back', async () => {
    const grade = (speed: number) =>
      sql`update whistle set departments = jsonb_set(departments, '{0,evaluation,speed}', ${JSON.stringify(speed)}::jsonb)
          where departments @> '[{"department": "城管局"}]'`.execute(server.db);
    await grade(1);
    for (const [words, env] of [
      [['--server', server.url], {}],
      [[], { DATABASE_URL: url }],
    ] as const) {
      const { code, out } = await run([...words], env);
      expect(code).toBe(1);
      expect(out).toContain('DIFFERS  城管局, speed: the API says 1, the log 5');
      expect(out).not.toContain('DIFFERS  公安局');
    }
    await grade(5);
    expect((await run([], { DATABASE_URL: url })).code).toBe(0);
  });

  it('cannot be misled by the log: no event is removed or changed', async () => {
    for (const statement of ['delete from event', 'truncate event', `update event set type = 'x'`])
      await expect(sql.raw(statement).execute(server.db)).rejects.toThrow('never changed or removed');
  });

  it.each([
    ['another command', ['forget'], 'the one command is recompute'],
    ['no period', ['--period', '2026Q5'], 'is no period such as'],
    ['a server that is not there', ['--server', 'http://127.0.0.1:1'], 'no answer from http://127.0.0.1:1'],
  ])('says in one line what it cannot do: %s', async (_, words, said) => {
    const { code, err } = await run(words);
    expect([code, err.length]).toEqual([2, 1]);
    expect(err[0]).toContain(said);
  });

  it('makes no database where there is none, and knows no city that is not there', async () => {
    const place = await makeDataDir();
    const { code, err } = await run([], { DATA_DIR: place.dataDir });
    expect([code, err.length]).toEqual([2, 1]);
    expect(err[0]).toContain('there is no database in');
    await place.remove();
    const unknown = startNode(cli, ['recompute', '--city', 'nowhere'], { DATABASE_URL: url });
    expect((await unknown.ended).code).toBe(2);
    expect(unknown.err[0]).toContain('city-unknown');
  });
});

describe('the embedded database', () => {
  it('is read through the server that holds it, and by itself when that has ended', async () => {
    const place = await makeDataDir();
    try {
      const small = startNode('test/server/live/programs/small-server.ts', [], { DATA_DIR: place.dataDir });
      const address = (await small.line((l) => l.startsWith('address'))).split(' ')[1]!;
      const input = { title: 't', position: inSmallCity, departments: ['城管局'] };
      await call('POST', `${address}/api/v1/cities/smallville/whistles`, input);
      const env = { DATA_DIR: place.dataDir, PORT: new URL(address).port };
      const held = await run([], env);
      expect([held.code, held.err]).toEqual([0, []]);
      expect(held.out).toContain(`from ${address}`);
      small.kill('SIGKILL');
      await small.ended;
      const alone = await run([], env);
      expect([alone.code, alone.err]).toEqual([0, []]);
      expect(alone.out).toContain('from the database');
      expect(alone.out).toMatch(/城管局 {2}\(log\) +1 /);
    } finally {
      await place.remove();
    }
  });
});
