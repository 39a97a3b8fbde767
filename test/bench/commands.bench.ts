import { readConfig } from '../../server/config.ts';
import { createDemoCity } from '../../server/cities/create.ts';
import type { Whistle } from '../../server/contract/whistle.ts';
import { migrate } from '../../server/db/migrate.ts';
import { openDatabase } from '../../server/db/open.ts';
import type { Row, Wanted } from './harness.ts';
import { percentile, startHouse, withDataDir, type House } from './house.ts';
import { playYear } from './play-year.ts';
import { courseOf, poster } from './poster.ts';

export const names = ['commands.rate', 'commands.year'];

const seconds = 15;
const workers = 64;
const position = [118.37, 31.33];
const departments = ['城市管理局', '消防救援支队'];

async function rate(house: House): Promise<Row> {
  const { post, close } = poster(house, workers);
  const base = '/api/v1/cities/wuhu/whistles';
  const times: number[] = [];
  let end = 0;
  const timed = async (path: string, body: object): Promise<Whistle> => {
    const began = performance.now();
    const answer = await post<Whistle>(path, body);
    times.push(performance.now() - began);
    return answer;
  };
  const worker = async (): Promise<void> => {
    while (performance.now() < end) {
      const { id } = await timed(base, { title: '基准', position, departments });
      for (const [step, body] of courseOf(departments)) await timed(`${base}/${id}/${step}`, body);
    }
  };
  const run = async (ms: number): Promise<number> => {
    times.length = 0;
    const began = performance.now();
    end = began + ms;
    await Promise.all(Array.from({ length: workers }, worker));
    return (times.length / (performance.now() - began)) * 1000;
  };
  await run(3000);
  const perSecond = await run(seconds * 1000);
  close();
  return {
    name: 'commands.rate',
    unit: 'commands/s',
    ours: perSecond,
    peer: null,
    peerName: null,
    ratio: null,
    agree: false,
    note: `p50 ${percentile(times, 0.5).toFixed(0)}, p99 ${percentile(times, 0.99).toFixed(0)} ms acknowledged after commit (fsync), ${workers} at once for ${seconds} s, the client on the same two cores; asked: 500/s, p99 250 ms`,
  };
}

const year = (): Promise<Row> =>
  withDataDir(async (dataDir) => {
    const { db, close } = await openDatabase(readConfig({ ...process.env, DATA_DIR: dataDir }));
    try {
      await migrate(db);
      await createDemoCity(db, Date.now(), () => undefined);
      const { commands, seconds: took } = await playYear(db, 2023);
      const { counters } = await db.selectFrom('city').select('counters').executeTakeFirstOrThrow();
      const { n } = await db
        .selectFrom('event')
        .select((q) => q.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow();
      return {
        name: 'commands.year',
        unit: 's',
        ours: took,
        peer: null,
        peerName: null,
        ratio: null,
        agree: counters.called === 8568 && counters.closed === 8549,
        note: `${commands} commands (${(commands / took).toFixed(0)}/s), ${n} events with alarms; asked: 60 s`,
      };
    } finally {
      await close();
    }
  });

export async function rows(wanted: Wanted): Promise<Row[]> {
  const made: Row[] = [];
  if (wanted('commands.year')) made.push(await year());
  if (wanted('commands.rate'))
    made.push(
      await withDataDir(async (dataDir) => {
        const house = await startHouse(dataDir);
        try {
          return await rate(house);
        } finally {
          await house.stop();
        }
      }),
    );
  return made;
}
