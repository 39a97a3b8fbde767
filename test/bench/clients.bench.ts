import type { Area } from '../../server/contract/city.ts';
import { eventsIn, scopeOf } from '../../server/contract/scope.ts';
import type { Whistle } from '../../server/contract/whistle.ts';
import { departments } from '../../server/feed/matters.data.ts';
import { startCrowd, type Crowd } from './crowd.ts';
import { fanOutRow } from './fan-out.ts';
import type { Row, Wanted } from './harness.ts';
import { startHouse, withDataDir, type House } from './house.ts';
import { courseOf, poster, type Post } from './poster.ts';
import { batchOf, city, everything, groupsOf, membersOf, seqsOf, type Recording } from './scoped-members.ts';

export const names = ['clients.delay', 'clients.fan-out'];

const perSecond = 500;
const seconds = 15;

/** Commands at an even pace, each whistle's one after the other; when each event was acknowledged. */
async function work(post: Post, places: Area[]): Promise<[seq: number, atMs: number][]> {
  const acknowledged: [number, number][] = [];
  const began = performance.now();
  let taken = 0;
  const command = async (path: string, body: object): Promise<Whistle> => {
    const dueMs = began + (taken++ * 1000) / perSecond;
    await new Promise((resolve) => setTimeout(resolve, dueMs - performance.now()));
    const whistle = await post<Whistle>(`/api/v1/cities/${city}/whistles${path}`, body);
    acknowledged.push([whistle.seq, Date.now()]);
    return whistle;
  };
  let whistles = 0;
  const worker = async (): Promise<void> => {
    while (taken < perSecond * seconds) {
      const n = whistles++;
      const called = [0, 7].map((step) => departments[(n + step * (1 + (n % 2))) % departments.length]!);
      const { label: position } = places[n % places.length]!;
      const { id } = await command('', { title: '基准', position, departments: called });
      for (const [step, body] of courseOf(called)) await command(`/${id}/${step}`, body);
    }
  };
  await Promise.all(Array.from({ length: 64 }, worker));
  return acknowledged;
}

/** The real product under commands: how late each client hears of what it may see, and whether of nothing else. */
async function underCommands(house: House, crowd: Crowd): Promise<Recording & { row: Row }> {
  const { post, close } = poster(house, 64);
  const answer = await fetch(`${house.url}/api/v1/cities/${city}/areas`, {
    headers: { authorization: `Bearer ${house.token}` },
  });
  const { areas } = (await answer.json()) as { areas: Area[] };
  const groups = groupsOf(areas);
  const members = await membersOf(groups, post);
  await crowd.join({ url: house.url, speaks: 'socket.io', city, members });
  const began = performance.now();
  const acknowledged = await work(
    post,
    areas.filter(({ level }) => level === 'community'),
  );
  const rate = (acknowledged.length / (performance.now() - began)) * 1000;
  close();
  await crowd.untilHeard(acknowledged.reduce((max, [seq]) => Math.max(max, seq), 0));
  const report = await crowd.report(acknowledged);
  const heard = new Map(report.frames.map(([group, texts]) => [group, texts.map(batchOf)]));
  const batches = heard.get(everything)!;
  const events = batches.flatMap((b) => b.events);
  const isRight = groups.every(({ name, grant }) => {
    const expected = seqsOf(eventsIn(events, scopeOf({ grants: [grant] }, city)));
    const got = heard.get(name)!.flatMap((b) => seqsOf(b.events));
    return expected.length === got.length && expected.every((seq, i) => seq === got[i]);
  });
  const pairs = report.delays.reduce((sum, n) => sum + n, 0);
  const below = (p: number): number => {
    let left = p * pairs;
    return report.delays.findIndex((n) => (left -= n) <= 0);
  };
  const row: Row = {
    name: 'clients.delay',
    unit: 'ms',
    ours: below(0.99),
    peer: null,
    peerName: null,
    ratio: null,
    agree: false,
    note: `p99 from acknowledged to received (p50 ${below(0.5)}, max ${report.delays.length - 1}), ${pairs} deliveries to ${members.length} clients in ${groups.length} scopes, ${rate.toFixed(0)} commands/s for ${seconds} s, everything on the same two cores; asked: p99 250 ms`,
  };
  if (!isRight || !report.agree) throw new Error('a client got what its scope does not allow, or lacks something');
  await crowd.leave();
  return { row, groups, members, batches };
}

export const rows = (wanted: Wanted): Promise<Row[]> =>
  withDataDir(async (dataDir) => {
    const crowd = startCrowd();
    try {
      const house = await startHouse(dataDir);
      const phase = await underCommands(house, crowd).finally(() => house.stop());
      return wanted('clients.fan-out') ? [phase.row, await fanOutRow(dataDir, crowd, phase)] : [phase.row];
    } finally {
      crowd.end();
    }
  });
