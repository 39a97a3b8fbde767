import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { City } from '../../../server/contract/city.ts';
import type { Figures } from '../../../server/contract/figures.ts';
import { httpApi } from '../../../server/feed/api.ts';
import { StreamClient } from '../../support/client.ts';
import { call } from '../../support/http.ts';
import { startNode, type NodeProcess } from '../../support/node-process.ts';
import { fullToken } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { bostonFile } from './boston.ts';

const cli = 'server/feed/replay-cli.ts';

describe.runIf(existsSync(bostonFile))('5,000 real service requests, replayed through the command', () => {
  let server: TestServer;
  let folder: string;
  let report: NodeProcess;
  const run = (): NodeProcess =>
    startNode(
      cli,
      [
        bostonFile,
        ...['--city', 'boston', '--speed', 'max', '--server', server.url],
        ...['--rejects', path.join(folder, 'rejects.csv')],
      ],
      mine,
    );
  const figures = async (): Promise<Figures> =>
    (await call<Figures>('GET', `${server.api}/cities/boston/figures`)).body;
  const city = async (): Promise<City> => (await call<City>('GET', `${server.api}/cities/boston`)).body;

  beforeAll(async () => {
    server = await startTestServer({ cities: [] });
    folder = await mkdtemp(path.join(tmpdir(), 'replay-'));
    // Stopped on the way, as by Ctrl-C, then run again: the second run goes on and doubles nothing.
    const first = run();
    await untilCalled(400);
    first.kill('SIGINT');
    expect(await first.ended).toEqual({ code: 130, signal: null });
    expect(first.out.join('\n')).toContain('stopped; run the same command again to go on');
    report = run();
    expect(await report.ended, report.err.join('\n')).toEqual({ code: 0, signal: null });
  }, 600_000);
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  /** Follows the city, once it is there, until that many have been called. */
  async function untilCalled(n: number): Promise<void> {
    while ((await call('GET', `${server.api}/cities/boston`)).status !== 200);
    const follower = new StreamClient(server.url, 'boston');
    await follower.until((state) => state.counters.called >= n);
    follower.close();
  }

  it('reports exactly the on-time rate that the file’s own flags give', async () => {
    const { onTimeRate, closedInTime, due, late, called, closed } = await figures();
    // ONTIME, closed, with a target: 2,784 less one that was closed before it was opened; all OVERDUE: 751 + 373.
    expect({ closedInTime, due, late }).toEqual({ closedInTime: 2783, due: 2783 + 751 + 373, late: 373 });
    expect(onTimeRate).toBe(2783 / 3907);
    expect({ called, closed }).toEqual({ called: 4972, closed: 4289 - 26 });
    expect(report.out).toContain('on time, as the product counts it: 71.23 % (2783 of 3907 due)');
    expect(report.out).toContain("on time, by the file's own flags:  71.23 % (2783 of 3907 due)");
  });

  it('leaves the clock where the file was made, in the city that was made from its box', async () => {
    const { clock, timeZone, name, feed, bbox } = await city();
    expect(clock).toMatchObject({ kind: 'simulated', mark: 'replay', cityAt: '2016-01-11T17:52:59.000Z', speed: 0 });
    expect({ timeZone, name, feed }).toEqual({ timeZone: 'America/New_York', name: '波士顿', feed: null });
    expect(bbox[0] < -71.1738 && bbox[1] < 42.2328 && bbox[2] > -70.9961 && bbox[3] > 42.3952).toBe(true);
  });

  it('lists every row that it did not use with its line and why', async () => {
    const rows = (await readFile(path.join(folder, 'rejects.csv'), 'utf8')).trimEnd().split('\n');
    expect(rows).toHaveLength(1 + 28);
    expect(rows[0]).toBe('line,id,reason');
    expect(rows.filter((r) => r.endsWith(',closed before it was opened'))).toHaveLength(26);
    expect(rows).toContain('546,101001400444,closed before it was opened');
    expect(rows.filter((r) => r.includes('does not say whether')).map((r) => r.split(',')[0])).toEqual([
      '3020',
      '4508',
    ]);
    expect(report.out).toContain('5000 rows: 4972 used, 28 rejected');
    expect(report.out).toContain('  line 546  101001400444  closed before it was opened');
  });
});

const mapping = {
  city: { name: '试城', nameEn: 'Trial', cellMetres: 1000 },
  timeZone: 'Asia/Shanghai',
  timeFormat: 'yyyy-MM-dd HH:mm',
  columns: {
    ...{ id: 'no', title: 'what', department: 'who', lng: 'x', lat: 'y' },
    ...{ opened: 'from', target: 'by', closed: 'to' },
  },
  asOf: '2026-03-31 00:00',
};
const rows = [
  '1,占道经营,城管局,118.36,31.33,2026-03-01 08:00,2026-03-03 08:00,2026-03-02 08:00',
  '2,路面破损,住建局,118.40,31.35,2026-03-01 09:00,2026-03-03 09:00,2026-03-05 09:00',
  '3,噪音,生态环境局,118.38,31.30,2026-03-01 10:00,2026-03-03 10:00,',
  '4,路灯不亮,供电公司,118.38,31.30,2026-03-01 10:30,2026-04-03 10:00,',
  '5,内涝,水务局,118.38,31.30,2026-03-01 11:00,,昨天',
];

/** What the program shows the server. */
const mine = { SHAOTU_TOKEN: fullToken };

describe('a file of another kind', () => {
  it('is replayed by its own mapping, and again without doubling anything', async () => {
    const server = await startTestServer({ cities: [] });
    const folder = await mkdtemp(path.join(tmpdir(), 'replay-'));
    const [csv, columns] = [path.join(folder, 'rows.csv'), path.join(folder, 'mapping.json')];
    await writeFile(csv, ['no,what,who,x,y,from,by,to', ...rows].join('\n'));
    await writeFile(columns, JSON.stringify(mapping));
    for (const time of ['first', 'second']) {
      const process = startNode(
        cli,
        [csv, '--city', 'trial', '--speed', 'max', '--columns', columns, '--server', server.url],
        mine,
      );
      expect(await process.ended, `${time}: ${process.err.join('\n')}`).toEqual({ code: 0, signal: null });
      expect(process.out).toContain('5 rows: 4 used, 1 rejected');
      expect(process.out).toContain('  line 6  5  to "昨天" is not a time');
      const { body } = await call<Figures>('GET', `${server.api}/cities/trial/figures`);
      expect(body).toMatchObject({
        called: 4,
        closed: 2,
        late: 1,
        due: 3,
        closedInTime: 1,
        asOf: '2026-03-30T16:00:00.000Z',
      });
    }
    await server.stop();
    await rm(folder, { recursive: true });
  });
});

describe('the pace of a replay', () => {
  it('begins at the first record in a city that it makes, on the server that the settings name', async () => {
    const server = await startTestServer({ cities: [] });
    const folder = await mkdtemp(path.join(tmpdir(), 'replay-'));
    const [csv, columns] = [path.join(folder, 'rows.csv'), path.join(folder, 'mapping.json')];
    await writeFile(csv, ['no,what,who,x,y,from,by,to', ...rows].join('\n'));
    await writeFile(columns, JSON.stringify(mapping));
    const process = startNode(cli, [csv, '--city', 'paced', '--speed', '1', '--columns', columns], {
      ...mine,
      PORT: new URL(server.url).port,
    });
    const city = async () => (await call<City>('GET', `${server.api}/cities/paced`)).body;
    while ((await call('GET', `${server.api}/cities/paced`)).status !== 200);
    const follower = new StreamClient(server.url, 'paced');
    await follower.until((state) => state.counters.called === 1);
    expect((await city()).clock).toMatchObject({ mark: 'replay', speed: 1, cityAt: '2026-03-01T00:00:00.000Z' });
    process.kill('SIGINT');
    await process.ended;
    follower.close();
    await server.stop();
    await rm(folder, { recursive: true });
  });

  it('names the address where nobody answers', async () => {
    const api = httpApi('http://127.0.0.1:9');
    await expect(api.send({ method: 'GET', path: '/cities/x' })).rejects.toThrow('no answer from http://127.0.0.1:9');
  });
});

describe('a replay that cannot begin', () => {
  it.each([
    ['without a file', [], 'give one file'],
    ['with a file that is not there', ['/nonexistent.csv'], 'ENOENT'],
    ['with a speed that is none', [bostonFile, '--speed', 'fast'], '--speed'],
    ['with a file of other columns', [path.resolve('package.json')], 'has no column'],
  ])('%s says so in one line and ends with 1', async (_name, words, text) => {
    const process = startNode(cli, words);
    expect(await process.ended).toEqual({ code: 1, signal: null });
    expect(process.err).toHaveLength(1);
    expect(process.err[0]).toContain(text);
  });
});
