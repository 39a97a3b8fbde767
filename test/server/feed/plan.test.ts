import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { whistleCallSchema } from '../../../server/contract/whistle.ts';
import { cityTimes } from '../../../server/clocks/city-times.ts';
import { rememberedOffset, zoneOffset } from '../../../server/clocks/local-time.ts';
import { departments, matters } from '../../../server/feed/matters.data.ts';
import { demoYear, yearRates } from '../../../server/feed/plan.ts';
import { stepsOf, type PlannedAct, type PlannedWhistle } from '../../../server/feed/planned.ts';
import { stepSchemas } from '../../../server/contract/whistle.ts';

const offset = rememberedOffset(zoneOffset('Asia/Shanghai'));
const places = { lngLat: [118.37, 31.33, 118.4, 31.2, 118.1, 31.0], people: [700, 300, 0] };
const clock = cityTimes()('Asia/Shanghai');
const yearOf = (seed: number, year: number) => [...demoYear({ seed, year, places, offset, clock })];
const timeOf = (w: PlannedWhistle, action: PlannedAct['action']): number | null =>
  w.acts.find((a) => a.action === action)?.atMs ?? null;
const anyYear = [fc.integer(), fc.integer({ min: 1990, max: 2100 })] as const;

describe('a demo year', () => {
  it('has exactly the rates of the seed document, whatever the seed and the year', () => {
    fc.assert(
      fc.property(...anyYear, (seed, year) => {
        const whistles = yearOf(seed, year);
        const closed = whistles.filter((w) => timeOf(w, 'close') !== null);
        const inTime = closed.filter((w) => timeOf(w, 'close')! <= Date.parse(w.withoutItem!.resolveBy));
        expect(whistles).toHaveLength(8568);
        expect(closed).toHaveLength(8549);
        expect(inTime).toHaveLength(7883);
      }),
      { numRuns: 15 },
    );
    expect(((100 * yearRates.closedInTime) / yearRates.called).toFixed(2)).toBe('92.01');
    expect(((100 * yearRates.closed) / yearRates.called).toFixed(2)).toBe('99.78');
  });

  it('has times that never fall, steps that the contract reads, and departments that are called once', () => {
    fc.assert(
      fc.property(...anyYear, (seed, year) => {
        for (const w of yearOf(seed, year)) {
          const times = stepsOf(w).map((s) => s.atMs);
          expect(times).toEqual([...times].sort((a, b) => a - b));
          const called = w.call.departments;
          expect(new Set(called).size).toBe(called.length);
          expect(called.length).toBeGreaterThanOrEqual(1);
          expect(called.length).toBeLessThanOrEqual(5);
          for (const { action, body, atMs } of stepsOf(w).slice(1))
            stepSchemas[action as Exclude<typeof action, 'call'>].parse({ ...body, at: new Date(atMs).toISOString() });
        }
      }),
      { numRuns: 4 },
    );
  });

  it('stays in its calendar year by the city’s clock, in order, each with a number of its own', () => {
    fc.assert(
      fc.property(...anyYear, (seed, year) => {
        const whistles = yearOf(seed, year);
        const times = whistles.map((w) => w.calledAtMs);
        expect(times).toEqual([...times].sort((a, b) => a - b));
        expect(new Date(times[0]! + offset(times[0]!)).getUTCFullYear()).toBe(year);
        expect(new Date(times.at(-1)! + offset(times.at(-1)!)).getUTCFullYear()).toBe(year);
        expect(new Set(whistles.map((w) => w.id)).size).toBe(8568);
      }),
      { numRuns: 10 },
    );
  });

  it('is the same for the same seed and another for another', () => {
    expect(yearOf(1, 2026)).toEqual(yearOf(1, 2026));
    expect(yearOf(1, 2026)).not.toEqual(yearOf(2, 2026));
    expect(yearOf(1, 2026).map((w) => w.calledAtMs)).not.toEqual(yearOf(1, 2027).map((w) => w.calledAtMs));
  });

  it('makes the wanted ones no otherwise than all', () => {
    const all = yearOf(1, 2026);
    const some = [
      ...demoYear({ seed: 1, year: 2026, places, offset, clock, wanted: (_, at) => at >= all[8000]!.calledAtMs }),
    ];
    expect(some).toEqual(all.slice(8000));
  });

  it('falls where people are, in proportion to them', () => {
    const counts = new Map<number, number>();
    for (const w of yearOf(7, 2026)) counts.set(w.call.position[0], (counts.get(w.call.position[0]) ?? 0) + 1);
    expect([...counts.keys()].sort()).toEqual([118.37, 118.4]);
    // Six standard deviations of a binomial draw of 8,568 with p = 0.7.
    expect(Math.abs(counts.get(118.37)! - 8568 * 0.7)).toBeLessThan(6 * Math.sqrt(8568 * 0.7 * 0.3));
  });

  it('has its day and its week: mornings busier than nights, Mondays than Sundays, each matter at its hours', () => {
    const byHour = new Array<number>(24).fill(0);
    const byWeekday = new Array<number>(7).fill(0);
    for (const w of yearOf(3, 2026)) {
      const wall = new Date(w.calledAtMs + offset(w.calledAtMs));
      const hour = wall.getUTCHours();
      byHour[hour]! += 1;
      byWeekday[wall.getUTCDay()]! += 1;
      const { hours } = matters.find((m) => m.title === w.call.title)!;
      expect(
        [hour, hour + 24].some((h) => hours[0] <= h && h < hours[1]),
        `${w.call.title} at ${hour}:00`,
      ).toBe(true);
    }
    expect(byHour[9]!).toBeGreaterThan(5 * byHour[3]!);
    expect(byWeekday[1]!).toBeGreaterThan(byWeekday[0]!);
  });

  it('sends only what the contract takes', () => {
    for (const w of yearOf(5, 2026)) {
      const sent = { ...w.call, sourceId: w.id, at: new Date(w.calledAtMs).toISOString() };
      expect(whistleCallSchema.parse(sent)).toEqual(sent);
      for (const d of w.call.departments) expect(departments).toContain(d);
    }
  });
});
