import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { Kysely } from 'kysely';
import { readConfig } from '../../server/config.ts';
import { serversOwn } from '../../server/audit/chain.ts';
import { createDemoCity } from '../../server/cities/create.ts';
import { demoSeed } from '../../server/cities/demo-city.ts';
import { CityGeometries } from '../../server/cities/geometries.ts';
import { cityTimes } from '../../server/clocks/city-times.ts';
import { rememberedOffset, zoneOffset } from '../../server/clocks/local-time.ts';
import { stepSchemas, whistleCallSchema, type StepBody, type Whistle } from '../../server/contract/whistle.ts';
import type { WhistleStep } from '../../server/contract/matrix.ts';
import { migrate } from '../../server/db/migrate.ts';
import { openDatabase } from '../../server/db/open.ts';
import type { Database } from '../../server/db/schema.ts';
import { demoYear } from '../../server/feed/plan.ts';
import { stepsInOrder, type PlannedStep } from '../../server/feed/planned.ts';
import { CityLog } from '../../server/live/log.ts';
import { callWhistle } from '../../server/whistles/call.ts';
import { stepWhistle } from '../../server/whistles/step.ts';
import { everybody } from '../support/people.ts';
import type { Row, Wanted } from './harness.ts';
import { percentile, startHouse, withDataDir, type House } from './house.ts';

export const names = ['commands.rate', 'commands.year'];

const seconds = 15;
const workers = 64;
const position = [118.37, 31.33];
const departments = ['城市管理局', '消防救援支队'];

/** The course of one whistle over HTTP, command by command. */
const course: [string, object][] = [
  ...departments.flatMap((department): [string, object][] => [
    ['dispatch', { department, to: '一组' }],
    ['report-in', { department }],
    ['arrive', { department }],
    ['resolve', { department }],
  ]),
  ['verify', {}],
  ['close', {}],
  ...departments.map((department): [string, object] => ['evaluate', { department, speed: 4, quality: 5 }]),
];

/** Posts over a connection that is kept; resolves with the parsed answer. */
function poster({ url, token }: House): { post: (path: string, body: object) => Promise<Whistle>; close: () => void } {
  const agent = new http.Agent({ keepAlive: true, maxSockets: workers });
  const { hostname, port } = new URL(url);
  const post = (path: string, body: object): Promise<Whistle> =>
    new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      };
      const request = http.request({ agent, hostname, port, path, method: 'POST', headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          if (answer.statusCode! < 300) resolve(JSON.parse(text) as Whistle);
          else reject(new Error(text));
        });
      });
      request.on('error', reject);
      request.end(JSON.stringify(body));
    });
  return { post, close: () => agent.destroy() };
}

async function rate(house: House): Promise<Row> {
  const { post, close } = poster(house);
  const base = '/api/v1/cities/wuhu/whistles';
  const times: number[] = [];
  let end = 0;
  const timed = async (path: string, body: object): Promise<Whistle> => {
    const began = performance.now();
    const answer = await post(path, body);
    times.push(performance.now() - began);
    return answer;
  };
  const worker = async (): Promise<void> => {
    while (performance.now() < end) {
      const { id } = await timed(base, { title: '基准', position, departments });
      for (const [step, body] of course) await timed(`${base}/${id}/${step}`, body);
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

/** Commands under way at once. */
const ahead = 2048;

/** The year through the log, as the routes do it: parsed by the contract, one transaction for those that wait. */
async function playYear(db: Kysely<Database>): Promise<{ commands: number; seconds: number }> {
  const geometry = await new CityGeometries(db).of('wuhu');
  const log = new CityLog(db, Date.now, () => undefined);
  const clock = cityTimes()('Asia/Shanghai');
  const ids = new Map<string, string>();
  const play = ({ whistle, action: step, atMs, body: said }: PlannedStep): Promise<Whistle> => {
    const at = new Date(atMs).toISOString();
    if (step === 'call') {
      const id = randomUUID();
      ids.set(whistle.id, id);
      const input = whistleCallSchema.parse({ ...whistle.call, sourceId: whistle.id, at });
      const locate = (p: [number, number]) => geometry.placeOf(p);
      const deps = { by: everybody, id, locate, clock, listOn: () => undefined };
      return log.runWhistles('wuhu', {
        deed: serversOwn('bench', 'wuhu'),
        status: 201,
        work: (c) => callWhistle(c, input, deps),
      });
    }
    const id = ids.get(whistle.id)!;
    const body = stepSchemas[step].parse({ ...said, at });
    const input = { by: everybody, step, body: body as StepBody<WhistleStep> };
    return log.runWhistles('wuhu', {
      deed: serversOwn('bench', 'wuhu'),
      status: 200,
      reads: [id],
      work: (c) => stepWhistle(c, id, input, clock),
    });
  };
  const began = performance.now();
  const waiting = new Set<Promise<unknown>>();
  let commands = 0;
  const offset = rememberedOffset(zoneOffset('Asia/Shanghai'));
  const planned = demoYear({ seed: demoSeed, year: 2023, places: geometry.people, offset });
  for (const command of stepsInOrder(planned)) {
    const done: Promise<unknown> = play(command).then(() => waiting.delete(done));
    waiting.add(done);
    commands += 1;
    if (waiting.size >= ahead) await Promise.race(waiting);
  }
  await Promise.all(waiting);
  return { commands, seconds: (performance.now() - began) / 1000 };
}

const year = (): Promise<Row> =>
  withDataDir(async (dataDir) => {
    const { db, close } = await openDatabase(readConfig({ ...process.env, DATA_DIR: dataDir }));
    try {
      await migrate(db);
      await createDemoCity(db, Date.now(), () => undefined);
      const { commands, seconds: took } = await playYear(db);
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
