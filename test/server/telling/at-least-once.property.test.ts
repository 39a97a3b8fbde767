import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect } from '../../../server/db/connect.ts';
import { isVisible } from '../../../server/contract/scope.ts';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { readEvents } from '../../../server/live/read.ts';
import { leaseMs } from '../../../server/telling/lease.ts';
import { Telling } from '../../../server/telling/telling.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { call } from '../../support/http.ts';
import { hangUp, Receiver, status } from '../../support/receiver.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let nowMs = Date.parse('2026-03-02T00:00:00Z');
let server: TestServer;
let base: string;
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'live' }], realNowMs: () => nowMs });
  base = `${server.api}/cities/smallville`;
  // Only the nodes of the test tell anything.
  await server.app.telling.stop();
});
afterAll(() => server.stop());

/** A server of its own on the same database, which can be lost from one moment to the next. */
function makeNode(): { telling: Telling; lose: () => Promise<void> } {
  const { db } = connect(server.databaseUrl, () => undefined, 3);
  const telling = new Telling({
    ...{
      db,
      realNowMs: () => nowMs,
      newId: randomUUID,
      random: () => 0.5,
      webhookHosts: ['127.0.0.1'],
      pushHosts: [],
      pushContact: '',
      onError: () => undefined,
    },
  });
  return { telling, lose: () => db.destroy() };
}

const replies = { ok: status(200), broken: status(500), lost: hangUp, moved: status(307, { location: '/other' }) };
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ what: fc.constant('blow' as const), police: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('report' as const), of: fc.nat(5) }) },
  {
    weight: 4,
    arbitrary: fc.record({ what: fc.constant('look' as const), nodes: fc.subarray([0, 1], { minLength: 1 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constant('wait' as const), seconds: fc.constantFrom(1, 10, 400, 40_000) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ what: fc.constant('reply' as const), as: fc.constantFrom('ok', 'broken', 'lost', 'moved') }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('kill' as const), node: fc.nat(1), answers: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('give-up' as const) }) },
);

it('each event in its scope arrives at least once under one id, whatever fails, or lies with the dead letters', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      const receiver = await Receiver.open();
      const nodes = [makeNode(), makeNode()];
      const heard: { id: string; seq: number; type: string; isTaken: boolean }[] = [];
      let reply: keyof typeof replies = 'ok';
      receiver.reply = (res, request) => {
        const { type, data } = JSON.parse(request.body) as { type: string; data: { seq: number } };
        heard.push({ id: String(request.headers['webhook-id']), seq: data.seq, type, isTaken: reply === 'ok' });
        replies[reply](res, request);
      };
      const kinds = ['whistle.called', 'whistle.reported'];
      const input = { name: 'x', url: receiver.url, format: 'standard', kinds, department: '公安局' };
      const { webhook } = (await call<{ webhook: { id: string } }>('POST', `${base}/webhooks`, input)).body;
      const before = await server.db.selectFrom('city').select('head_seq').executeTakeFirstOrThrow();
      const whistles: Whistle[] = [];

      const look = (which: number[]) => Promise.all(which.map((n) => nodes[n]!.telling.look()));
      const act = async (s: typeof step extends fc.Arbitrary<infer S> ? S : never): Promise<void> => {
        if (s.what === 'blow') {
          const departments = s.police ? ['城管局', '公安局'] : ['城管局'];
          const body = { title: 'x', position: inSmallCity, departments };
          whistles.push((await call<Whistle>('POST', `${base}/whistles`, body)).body);
        } else if (s.what === 'report') {
          const w = whistles[s.of];
          if (w) await call('POST', `${base}/whistles/${w.id}/report-in`, { department: '城管局' });
        } else if (s.what === 'look') await look(s.nodes);
        else if (s.what === 'wait') nowMs += s.seconds * 1000;
        else if (s.what === 'reply') reply = s.as;
        else if (s.what === 'kill') await kill(s);
        else {
          reply = 'broken';
          for (let n = 0; n < 12; n += 1) {
            await look([0, 1]);
            nowMs += 30 * 3_600_000;
          }
        }
      };
      /** A node is lost while the receiver has its request in hand; what the receiver answers reaches nobody. */
      const kill = async ({ node, answers }: { node: number; answers: boolean }): Promise<void> => {
        const usual = receiver.reply;
        const inHand = new Promise<void>((go) => {
          receiver.reply = (res, request) => {
            go();
            void lost.then(() => (answers ? usual : hangUp)(res, request));
          };
        });
        let isLost: () => void = () => undefined;
        const lost = new Promise<void>((go) => (isLost = go));
        const looking = nodes[node]!.telling.look().catch(() => undefined);
        await Promise.race([inHand, looking]);
        await nodes[node]!.lose();
        isLost();
        await looking;
        receiver.reply = usual;
        nodes[node] = makeNode();
      };
      for (const s of steps) await act(s);

      reply = 'ok';
      for (let left = 1; left > 0;) {
        nowMs += leaseMs + 30 * 3_600_000;
        await look([0, 1]);
        const row = await server.db
          .selectFrom('delivery')
          .select((e) => e.fn.countAll<number>().as('n'))
          .where('state', '=', 'waiting')
          .executeTakeFirstOrThrow();
        left = row.n;
      }
      const events = (await readEvents(server.db, 'smallville', before.head_seq, 10_000)).filter(
        (e) =>
          kinds.includes(e.type) &&
          'whistle' in e.data &&
          isVisible(e.data.whistle, { parts: [{ area: null, department: '公安局' }], masked: false }),
      );
      const dead = await server.db.selectFrom('delivery').select('seq').where('state', '=', 'dead').execute();
      const told = new Set(heard.filter((h) => h.isTaken).map((h) => h.seq));
      const expected = new Set(events.map((e) => e.seq));
      expect(new Set([...told, ...dead.map((d) => d.seq!)])).toEqual(expected);
      // Each event has one id, and each id one event.
      const pairs = new Set(heard.map((h) => `${h.id} ${h.seq}`));
      expect(new Set(heard.map((h) => h.id)).size).toBe(pairs.size);
      expect(new Set(heard.map((h) => h.seq)).size).toBe(pairs.size);
      for (const h of heard) expect(expected.has(h.seq)).toBe(true);
      for (const node of nodes) await node.lose();
      await call('DELETE', `${base}/webhooks/${webhook.id}`);
      await receiver.close();
    }),
    { numRuns: 25 },
  );
}, 240_000);
