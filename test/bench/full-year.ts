import { demoSeed } from '../../server/cities/demo-city.ts';
import { rememberedOffset, zoneOffset } from '../../server/clocks/local-time.ts';
import type { WhistleStep } from '../../server/contract/matrix.ts';
import { demoYear, type Places } from '../../server/feed/plan.ts';
import { stepsInOrder, type PlannedWhistle } from '../../server/feed/planned.ts';

/** One command of the year. */
export interface YearCommand {
  whistle: PlannedWhistle;
  step: 'call' | WhistleStep;
  /** City time, RFC 3339. */
  at: string;
  department?: string;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/**
 * A year of the demo city with all stages: each department is sent out, comes, is on site and is done, then the street
 * verifies, closes, and grades each of them. In order of city time.
 */
export function* fullYear(places: Places, year = 2023): Generator<YearCommand> {
  const offset = rememberedOffset(zoneOffset('Asia/Shanghai'));
  for (const { whistle, action, atMs, department } of stepsInOrder(
    demoYear({ seed: demoSeed, year, places, offset }),
  )) {
    const at = iso(atMs);
    const of = (step: YearCommand['step'], name?: string): YearCommand => ({
      ...{ whistle, step, at },
      ...(name === undefined ? {} : { department: name }),
    });
    if (action === 'report-in') yield of('dispatch', department);
    if (action === 'resolve')
      for (const name of whistle.call.departments) {
        yield of('arrive', name);
        yield of('resolve', name);
      }
    else yield of(action, department);
    if (action === 'close') for (const name of whistle.call.departments) yield of('evaluate', name);
  }
}
