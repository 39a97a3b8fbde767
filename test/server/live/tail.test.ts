import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { call } from '../../support/http.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'live' }] });
});
afterAll(() => server.stop());

it('what one listener to the log makes of it is no matter of the others', async () => {
  const told: number[] = [];
  const fails = (): never => {
    throw new Error('as if it had a fault');
  };
  server.app.live.follow({ events: fails, beat: fails });
  const heard = new Promise<void>((resolve) => {
    server.app.live.follow({
      events: (_head, _after, events) => {
        told.push(...events.map(({ seq }) => seq));
        if (told.length >= 3) resolve();
      },
      beat: () => undefined,
    });
  });
  const input = { title: '占道经营', position: inSmallCity, departments: ['城管局'] };
  const seqs: number[] = [];
  for (let i = 0; i < 3; i += 1)
    seqs.push((await call<Whistle>('POST', `${server.api}/cities/smallville/whistles`, input)).body.seq);
  await heard;
  expect(told).toEqual(seqs);
});
