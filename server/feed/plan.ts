import { makeRandom, type Random } from '../../geodata/demo/random.ts';
import { endOfPeriod } from '../clocks/deadline.ts';
import { instantOfWall, type ZoneOffset } from '../clocks/local-time.ts';
import type { WorkingTime } from '../clocks/working-time.ts';
import { demoItems, itemCodeOf } from './demo-items.ts';
import { matters, type Matter } from './matters.data.ts';
import type { PlannedWhistle } from './planned.ts';
import { actsOf, between, type Fate } from './acts.ts';
import { shuffledIndices, weightedIndex } from './chance.ts';

/** The seed document's year 2023: 8,568 whistles, 92.01 % handled on time, 99.78 % completed. */
export const yearRates = { called: 8568, closedInTime: 7883, closed: 8549 } as const;

/** Where people are: `lngLat` is `[lng, lat] × n`, `people` has length n. */
export interface Places {
  lngLat: ArrayLike<number>;
  people: ArrayLike<number>;
}

export interface DemoYear {
  seed: number;
  year: number;
  places: Places;
  /** Of the city's zone. */
  offset: ZoneOffset;
  /** In which the deadlines of its items count. */
  clock: WorkingTime;
  /** Which to make; left out: all. The others cost next to nothing. */
  wanted?: (id: string, calledAtMs: number) => boolean;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Assumed, relative: streets see little at night and most in the morning and before the evening. From 00:00. */
// prettier-ignore
const hourWeights = [2, 1, 1, 1, 1, 2, 4, 8, 13, 15, 14, 11, 8, 9, 12, 13, 12, 10, 8, 7, 7, 6, 5, 3];
/** Assumed, from Sunday: officers walk the streets on working days. */
const weekdayWeights = [6, 11, 11, 10, 10, 11, 7];

/**
 * The whistles of one calendar year (city time) by time of call: exactly the rates of `yearRates`, spread over weekdays
 * and hours, at places in proportion to the people there. A pure function of its arguments, made one at a time, so that
 * a year costs its reader no pause. The last of them are closed in the year that follows.
 */
export function* demoYear({ seed, year, places, offset, clock, wanted }: DemoYear): Generator<PlannedWhistle> {
  const yearSeed = Math.imul(seed, 0x01000193) ^ year;
  const random = makeRandom(yearSeed);
  const walls = callWalls(year, random);
  const fates = shuffledIndices(yearRates.called, random);
  const place = weightedIndex(places.people);
  let atMs = -Infinity;
  for (const [i, wallMs] of walls.entries()) {
    // Where the clock is put forward two wall times may change places: the order stays.
    atMs = Math.max(atMs, instantOfWall(wallMs, offset));
    const id = `demo-${seed}-${year}-${String(i + 1).padStart(4, '0')}`;
    if (wanted?.(id, atMs) === false) continue;
    // Each has a stream of its own, so that one that is left out does not have to be drawn.
    const own = makeRandom(yearSeed ^ Math.imul(i + 1, 0x85ebca77));
    const at = place(own);
    const position: [number, number] = [places.lngLat[2 * at]!, places.lngLat[2 * at + 1]!];
    const matter = matters[matterAt[new Date(wallMs).getUTCHours()]!(own)]!;
    yield whistle({ id, atMs, position, matter, fate: fateOf(fates[i]!) }, clock, own);
  }
}

const fateOf = (rank: number): Fate =>
  rank < yearRates.closedInTime ? 'in-time' : rank < yearRates.closed ? 'late' : 'never';

/** Pickers of a matter by hour of the day. */
const matterAt = hourWeights.map((_, hour) =>
  weightedIndex(matters.map((m) => (isSeen(m, hour) || isSeen(m, hour + 24) ? m.weight : 0))),
);
function isSeen({ hours: [from, to] }: Matter, hour: number): boolean {
  return from <= hour && hour < to;
}

/** Local times of the calls (read as if they were UTC), in order, on whole seconds. */
function callWalls(year: number, random: Random): Float64Array {
  const firstDay = Date.UTC(year, 0, 1);
  const days = (Date.UTC(year + 1, 0, 1) - firstDay) / dayMs;
  const weekday = new Date(firstDay).getUTCDay();
  const dayOf = weightedIndex(Array.from({ length: days }, (_, d) => weekdayWeights[(weekday + d) % 7]!));
  const hourOf = weightedIndex(hourWeights);
  return Float64Array.from({ length: yearRates.called }, () => {
    const minute = hourOf(random) * 60 + random.next() * 60;
    return Math.floor((firstDay + dayOf(random) * dayMs + minute * minuteMs) / 1000) * 1000;
  }).sort();
}

interface Draft {
  id: string;
  atMs: number;
  position: [number, number];
  matter: Matter;
  fate: Fate;
}

const itemOfMatter = new Map(
  matters.map((matter) => {
    const code = itemCodeOf(matter.title);
    return [matter, demoItems.find((item) => item.code === code)!];
  }),
);

function whistle({ id, atMs, position, matter, fate }: Draft, clock: WorkingTime, random: Random): PlannedWhistle {
  const { kind, title } = matter;
  const item = itemOfMatter.get(matter)!;
  const reportByMs = endOfPeriod(atMs, item.reportWithin, clock);
  const resolveByMs = endOfPeriod(atMs, item.resolveWithin, clock);
  const called = matter.departments.slice(0, atLeast(matter.least, matter.departments.length, random));
  const closedMs = closingTime(fate, atMs, resolveByMs - atMs, random);
  const owner = matter.departments[called.length];
  return {
    id,
    calledAtMs: atMs,
    call: { item: item.code, title, kind, position, departments: called, origin: 'demo' },
    withoutItem: {
      risk: item.risk,
      reportBy: new Date(reportByMs).toISOString(),
      resolveBy: new Date(resolveByMs).toISOString(),
    },
    acts: actsOf({ calledMs: atMs, reportMs: reportByMs - atMs, closedMs, fate, called, owner }, random),
  };
}

/** Most calls name few departments. */
const atLeast = (least: number, most: number, random: Random): number =>
  least + Math.floor((most - least + 1) * random.next() ** 2);

/** In time: mostly in the first half of what is allowed. Late: mostly by less than a fifth, at the worst by double. */
function closingTime(fate: Fate, atMs: number, allowedMs: number, random: Random): number | null {
  if (fate === 'never') return null;
  const share = fate === 'in-time' ? 0.06 + 0.92 * random.next() ** 1.6 : 1.01 + random.next() ** 4;
  return between(atMs, atMs + allowedMs, share);
}
