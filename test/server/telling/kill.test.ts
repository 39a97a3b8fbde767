import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { leaseMs } from '../../../server/telling/lease.ts';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { inSmallCity } from '../../support/cities.ts';
import { makeDataDir, type TestDataDir } from '../../support/data-dir.ts';
import { call } from '../../support/http.ts';
import { startNode, type NodeProcess } from '../../support/node-process.ts';
import { Receiver, status } from '../../support/receiver.ts';

let place: TestDataDir;
let receiver: Receiver;
let running: NodeProcess;
let base: string;
async function start(): Promise<void> {
  running = startNode('test/server/live/programs/small-server.ts', [], { DATA_DIR: place.dataDir });
  const url = (await running.line((l) => l.startsWith('address'))).split(' ')[1]!;
  base = `${url}/api/v1/cities/smallville`;
}
async function kill(): Promise<void> {
  running.kill('SIGKILL');
  await running.ended;
}
beforeEach(async () => {
  place = await makeDataDir();
  receiver = await Receiver.open();
  await start();
});
afterEach(async () => {
  await kill();
  await receiver.close();
  await place.remove();
});

const blow = async (): Promise<string> => {
  const input = { title: '井盖缺失', position: inSmallCity, departments: ['城管局'] };
  const answer = await call<Whistle>('POST', `${base}/whistles`, input);
  expect(answer.status).toBe(201);
  return answer.body.id;
};
/** Whistles and the ids under which they were told. */
const told = (): Map<string, Set<string>> => {
  const ids = new Map<string, Set<string>>();
  for (const { headers, body } of receiver.received) {
    const { id } = (JSON.parse(body) as { data: { whistle: Whistle } }).data.whistle;
    ids.set(id, (ids.get(id) ?? new Set()).add(String(headers['webhook-id'])));
  }
  return ids;
};

it(
  'kill -9 between events and with requests in hand loses no acknowledged event, and no id changes',
  async () => {
    const hook = { name: 'x', url: receiver.url, format: 'standard', kinds: ['whistle.called'] };
    expect((await call('POST', `${base}/webhooks`, hook)).status).toBe(201);
    const blown: string[] = [];
    // Nothing is answered: the server dies with requests in hand, and with events that it has not looked at.
    const inHand = new Promise<void>((go) => (receiver.reply = () => go()));
    for (let n = 0; n < 10; n += 1) blown.push(await blow());
    await inHand;
    for (let n = 0; n < 10; n += 1) blown.push(await blow());
    await kill();
    receiver.reply = status(204);
    await start();
    blown.push(await blow());
    const wanted = new Set(blown);
    await vi.waitFor(() => expect(new Set(told().keys())).toEqual(wanted), { timeout: 3 * leaseMs, interval: 200 });
    for (const ids of told().values()) expect(ids.size).toBe(1);
  },
  60_000 + 4 * leaseMs,
);
