import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WhistleStep } from '../../../server/contract/matrix.ts';
import { isVisible, scopeOf, withoutNumbers, type Scope } from '../../../server/contract/scope.ts';
import { snapshotOf, stateOf } from '../../../server/contract/state.ts';
import type { Station } from '../../../server/contract/station.ts';
import type { EventBatch } from '../../../server/contract/stream.ts';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { readSnapshot } from '../../../server/live/read.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { StreamClient } from '../../support/client.ts';
import { call } from '../../support/http.ts';
import { grant, tokenFor } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
let base: string;
let street: string;
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'live' }] });
  base = `${server.api}/cities/smallville`;
  street = (await blow(['公安局'])).street;
});
afterAll(() => server.stop());

const departments = ['城管局', '公安局', '水务局'];
const blow = async (called: string[]): Promise<Whistle> =>
  (
    await call<Whistle>('POST', `${base}/whistles`, {
      ...{ title: '请联系 13912345678', position: inSmallCity, departments: called },
    })
  ).body;

async function toggleStation(): Promise<void> {
  const { stations } = (await call<{ stations: Station[] }>('GET', `${base}/stations`)).body;
  const { id, open, version } = stations[0]!;
  await call('PATCH', `${base}/stations/${id}`, { open: !open }, { 'if-match': `"${version}"` });
}

/** A screen, a dispatcher of each department, a street leader here and one of another street, an auditor. */
const watchers = () => [
  grant('auditor', { city: 'smallville' }),
  grant('display', { city: 'smallville' }),
  ...departments.map((department) => grant('dispatcher', { city: 'smallville', department })),
  grant('street-leader', { city: 'smallville', area: street }),
  grant('street-leader', { city: 'smallville', area: '999999999' }),
];

interface Watcher {
  client: StreamClient;
  scope: Scope;
  /** Everything that was ever sent to it, as text. */
  heard: string[];
}
async function watch(): Promise<Watcher[]> {
  return Promise.all(
    watchers().map(async (g) => {
      const client = new StreamClient(server.url, 'smallville', await tokenFor(server.db, [g]));
      const heard: string[] = [];
      client.socket.on('events', (batch: EventBatch) => heard.push(JSON.stringify(batch)));
      await client.until(() => true);
      return { client, heard, scope: scopeOf({ grants: [g] }, 'smallville') };
    }),
  );
}

const someDepartments = fc.subarray(departments, { minLength: 1 });
const one = fc.constantFrom(...departments);
const script = fc.array(
  fc.oneof(
    fc.record({ what: fc.constant('call' as const), called: someDepartments }),
    fc.record({
      what: fc.constantFrom<WhistleStep>('report-in', 'resolve', 'hand-back', 'accept-hand-back', 'dispatch', 'urge'),
      which: fc.nat({ max: 3 }),
      department: one,
      owner: one,
    }),
    fc.record({ what: fc.constantFrom<WhistleStep>('verify', 'close', 'reopen'), which: fc.nat({ max: 3 }) }),
    fc.record({ what: fc.constant<WhistleStep>('merge'), which: fc.nat({ max: 3 }), other: fc.nat({ max: 3 }) }),
  ),
  { minLength: 4, maxLength: 25 },
);
const words = '口令：不可外传';

describe('a socket', () => {
  it('holds what a fresh snapshot of its scope holds, and was never told of anything out of it', async () => {
    await fc.assert(
      fc.asyncProperty(script, async (acts) => {
        const all = await watch();
        const made: Whistle[] = [];
        for (const act of acts) {
          if (act.what === 'call') {
            made.push(await blow(act.called));
            continue;
          }
          const w = made[act.which];
          if (w === undefined) continue;
          if ('other' in act) {
            await call('POST', `${base}/whistles/${w.id}/merge`, { into: made[act.other]?.id });
            continue;
          }
          const { department, owner } = 'department' in act ? act : { department: undefined, owner: undefined };
          const more: Record<string, object> = {
            'hand-back': { department, owner, reason: words },
            dispatch: { department, to: words },
            urge: { words },
            reopen: { reason: words },
            verify: {},
            close: {},
          };
          await call('POST', `${base}/whistles/${w.id}/${act.what}`, more[act.what] ?? { department });
        }
        const now = await Promise.all(
          made.map(async (w) => (await call<Whistle>('GET', `${base}/whistles/${w.id}`)).body),
        );
        // Everybody sees a station, so nobody has to wait for the next beat to hear how far the log has come.
        await toggleStation();
        for (const { client, scope, heard } of all) {
          const truth = snapshotOf(stateOf((await readSnapshot(server.db, 'smallville', scope)).snapshot));
          await client.until((s) => s.seq === truth.seq);
          const held = client.snapshot();
          expect(held).toEqual(truth);
          const text = heard.join();
          for (const w of now) {
            if (!isVisible(w, scope)) expect(text).not.toContain(w.id);
            if (w.stage !== 'merged') expect(JSON.stringify(held).includes(w.id)).toBe(isVisible(w, scope));
          }
          if (!scope.masked) continue;
          for (const secret of [words, '13912345678', '值守队'])
            expect(text + JSON.stringify(held)).not.toContain(secret);
        }
        for (const { client } of all) client.close();
      }),
      { numRuns: 12 },
    );
  });

  it('is let in by nobody’s secret, and by nobody to a city without a right in it', async () => {
    const stranger = new StreamClient(server.url, 'smallville', 'sht_nobodys');
    const error = await new Promise<Error>((resolve) => stranger.socket.on('connect_error', resolve));
    expect(error.message).toBe('sign-in-needed');
    stranger.close();
    const elsewhere = await tokenFor(server.db, [grant('centre', { city: 'elsewhere' })]);
    const { connectSocket } = await import('../../support/client.ts');
    const socket = connectSocket(server.url, elsewhere);
    const reply = await socket.emitWithAck('subscribe', { city: 'smallville', after: null });
    expect(reply).toMatchObject({ kind: 'problem', problem: { code: 'city-unknown' } });
    socket.close();
  });
});

describe('the scope over HTTP', () => {
  it('is the same for lists, single whistles, histories, search and figures', async () => {
    const [mine, other] = [await blow(['城管局']), await blow(['水务局'])];
    const headers = {
      authorization: `Bearer ${await tokenFor(server.db, [grant('dispatcher', { city: 'smallville', department: '城管局' })])}`,
    };
    const get = async <T>(path: string): Promise<T> =>
      (await call<T>('GET', `${base}${path}`, undefined, headers)).body;
    const { whistles } = await get<{ whistles: Whistle[] }>('/whistles?limit=1000');
    expect(whistles.every((w) => w.departments.some((d) => d.department === '城管局'))).toBe(true);
    expect(whistles.some((w) => w.id === mine.id)).toBe(true);
    for (const path of ['', '/history'])
      expect(await get(`/whistles/${other.id}${path}`)).toMatchObject({ code: 'whistle-unknown' });
    for (const q of [other.code, '请联系']) {
      const { hits } = await get<{ hits: { id: string }[] }>(`/search?q=${encodeURIComponent(q)}&limit=50`);
      expect(hits.some((h) => h.id === other.id)).toBe(false);
    }
    expect(await get('/figures')).toMatchObject({ called: whistles.length });
  });

  it('shows a screen no names, no words and no numbers of people', async () => {
    const w = await blow(['城管局']);
    await call('POST', `${base}/whistles/${w.id}/dispatch`, { department: '城管局', to: words });
    const headers = {
      authorization: `Bearer ${await tokenFor(server.db, [grant('display', { city: 'smallville' })])}`,
    };
    for (const path of [
      `/whistles/${w.id}`,
      `/whistles/${w.id}/history`,
      '/whistles',
      `/search?q=${w.code}`,
      '/stations',
    ]) {
      const text = JSON.stringify((await call('GET', `${base}${path}`, undefined, headers)).body);
      for (const secret of [words, '13912345678', '值守队'])
        expect([path, text.includes(secret)]).toEqual([path, false]);
    }
  });

  it('knows a number of a person in any text, and leaves the others', () => {
    const filler = fc.string({ unit: fc.constantFrom('路', '口', ' ', 'a', '-') });
    const phone = fc.stringMatching(/^1[3-9]\d{9}$/);
    const card = fc.stringMatching(/^\d{17}[\dX]$/);
    fc.assert(
      fc.property(filler, fc.oneof(phone, card), filler, (before, number, after) => {
        const text = withoutNumbers(before + number + after);
        expect(text).not.toContain(number);
        expect(text.startsWith(before) && text.endsWith(after)).toBe(true);
      }),
    );
    for (const plain of ['3号楼2单元', '12345热线', '2026-11-26', '电表号 123456789012345'])
      expect(withoutNumbers(plain)).toBe(plain);
  });
});
