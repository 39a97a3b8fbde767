import { expect, it } from 'vitest';
import { cityTimes } from '../../../server/clocks/city-times.ts';
import { rememberedOffset, zoneOffset } from '../../../server/clocks/local-time.ts';
import type { EventDraft } from '../../../server/contract/events.ts';
import { noCounters } from '../../../server/contract/figures.ts';
import { countEvent } from '../../../server/contract/state.ts';
import { stepSchemas, whistleCallSchema, type StepBody, type Whistle } from '../../../server/contract/whistle.ts';
import type { WhistleStep } from '../../../server/contract/matrix.ts';
import { demoItems } from '../../../server/feed/demo-items.ts';
import { demoYear, yearRates } from '../../../server/feed/plan.ts';
import { stepsInOrder } from '../../../server/feed/planned.ts';
import type { WhistleChange } from '../../../server/live/batch.ts';
import { callWhistle } from '../../../server/whistles/call.ts';
import { ring } from '../../../server/whistles/ring.ts';
import { everybody } from '../../support/people.ts';
import { stepWhistle } from '../../../server/whistles/step.ts';

const year = 2023;
const offset = rememberedOffset(zoneOffset('Asia/Shanghai'));
const clock = cityTimes()('Asia/Shanghai');
const places = { lngLat: [118.37, 31.33, 118.4, 31.2], people: [700, 300] };
const list = { startsOn: '2022-10-01', items: [...demoItems] };
const place = { zone: 1, community: 'c', street: 's', district: 'd' };

/** Whistles in memory alone, as a batch holds them before it is written. */
function aCity() {
  const whistles = new Map<string, Whistle>();
  const events: EventDraft[] = [];
  const city = { id: 'wuhu', clock_kind: 'simulated', whistle_number: 0, head_seq: 0 } as WhistleChange['city'];
  const change: WhistleChange = {
    city,
    now: new Date(0),
    whistle: (id) => Promise.resolve(whistles.get(id)!),
    reading: () => Promise.reject(new Error('nothing in the year reads more')),
    put(w, event) {
      city.head_seq += 1;
      const put = { ...w, seq: city.head_seq, version: w.version + 1 };
      whistles.set(put.id, put);
      events.push(event(put));
      return put;
    },
  };
  return { whistles, events, change };
}

it('plays a year with all stages in seconds: every step legal, the rates those of the seed document, each alarm once', async () => {
  const { whistles, events, change } = aCity();
  for (const { whistle: w, action, atMs, body } of stepsInOrder(demoYear({ seed: 5, year, places, offset, clock }))) {
    const at = new Date(atMs).toISOString();
    if (action === 'call') {
      const deps = { by: everybody, id: w.id, locate: () => place, clock, listOn: () => list };
      callWhistle(change, whistleCallSchema.parse({ ...w.call, sourceId: w.id, at }), deps);
      continue;
    }
    const input = {
      by: everybody,
      step: action,
      body: stepSchemas[action].parse({ ...body, at }) as StepBody<WhistleStep>,
    };
    await stepWhistle(change, w.id, input, clock);
  }
  const endMs = Date.UTC(year + 1, 2, 1);
  for (const w of [...whistles.values()]) ring(change, w, endMs, clock);

  const counters = events.reduce(countEvent, noCounters);
  expect(counters).toMatchObject({ ...yearRates, closedLate: yearRates.closed - yearRates.closedInTime });
  const happened = new Map<string, number>();
  for (const { type } of events) happened.set(type, (happened.get(type) ?? 0) + 1);
  for (const type of [
    'dispatched',
    'arrived',
    'hand-back-accepted',
    'urged',
    'chased',
    'extension-refused',
    'evaluated',
  ])
    expect(happened.get(`whistle.${type}`) ?? 0, type).toBeGreaterThan(20);
  // What the records say of a deadline that was missed, and what was told when it was.
  const missed = [...whistles.values()].flatMap((w) =>
    w.departments
      .filter((d) => d.releasedAt === null)
      .flatMap((d) =>
        (['report', 'resolve'] as const)
          .filter((of) => {
            const [by, done] = of === 'report' ? [d.reportBy, d.reportedAt] : [d.resolveBy, d.resolvedAt];
            return by !== null && (done === null || done > by);
          })
          .map((of) => `${w.id} ${d.department} ${of}`),
      ),
  );
  const told = events.flatMap((e) =>
    e.type === 'whistle.overdue' && e.data.deadline !== 'close'
      ? [`${e.data.whistle.id} ${e.data.department} ${e.data.deadline}`]
      : [],
  );
  const released = new Set(
    [...whistles.values()].flatMap((w) =>
      w.departments.flatMap((d) => (d.releasedAt ? [`${w.id} ${d.department}`] : [])),
    ),
  );
  expect(told.filter((t) => !released.has(t.slice(0, t.lastIndexOf(' ')))).sort()).toEqual(missed.sort());
  expect(missed.length).toBeGreaterThan(500);
});
