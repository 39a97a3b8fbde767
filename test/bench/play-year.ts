import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { serversOwn } from '../../server/audit/chain.ts';
import { demoSeed } from '../../server/cities/demo-city.ts';
import { CityGeometries } from '../../server/cities/geometries.ts';
import { cityTimes } from '../../server/clocks/city-times.ts';
import { rememberedOffset, zoneOffset } from '../../server/clocks/local-time.ts';
import { stepSchemas, whistleCallSchema, type StepBody, type Whistle } from '../../server/contract/whistle.ts';
import type { WhistleStep } from '../../server/contract/matrix.ts';
import type { Database } from '../../server/db/schema.ts';
import { demoItems } from '../../server/feed/demo-items.ts';
import { demoYear } from '../../server/feed/plan.ts';
import { stepsInOrder, type PlannedStep } from '../../server/feed/planned.ts';
import { CityLog } from '../../server/live/log.ts';
import { callWhistle } from '../../server/whistles/call.ts';
import { everybody } from '../support/people.ts';
import { stepWhistle } from '../../server/whistles/step.ts';

/** Commands under way at once. */
const ahead = 2048;

/** A demo year through the log, as the routes do it: parsed by the contract, one transaction for those that wait. */
export async function playYear(db: Kysely<Database>, year: number): Promise<{ commands: number; seconds: number }> {
  const geometry = await new CityGeometries(db).of('wuhu');
  const log = new CityLog(db, Date.now, () => undefined);
  const clock = cityTimes()('Asia/Shanghai');
  const list = { startsOn: `${year}-01-01`, items: [...demoItems] };
  const ids = new Map<string, string>();
  const play = ({ whistle, action: step, atMs, body: said }: PlannedStep): Promise<Whistle> => {
    const at = new Date(atMs).toISOString();
    if (step === 'call') {
      const id = randomUUID();
      ids.set(whistle.id, id);
      const input = whistleCallSchema.parse({ ...whistle.call, sourceId: whistle.id, at });
      const locate = (p: [number, number]) => geometry.placeOf(p);
      const deps = { by: everybody, id, locate, clock, listOn: () => list };
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
  const planned = demoYear({ seed: demoSeed, year, places: geometry.people, offset, clock });
  for (const command of stepsInOrder(planned)) {
    const done: Promise<unknown> = play(command).then(() => waiting.delete(done));
    waiting.add(done);
    commands += 1;
    if (waiting.size >= ahead) await Promise.race(waiting);
  }
  await Promise.all(waiting);
  return { commands, seconds: (performance.now() - began) / 1000 };
}
