import { sql, type Kysely, type Selectable, type Transaction } from 'kysely';
import { cityTimeMs } from '../contract/clock.ts';
import { counts, noCounts, type Count, type Counts, type Question } from '../contract/score-facts.ts';
import { cityScore, departmentScore, type DepartmentScore, type Scores } from '../contract/score.ts';
import type { CityTable, Database } from '../db/schema.ts';
import { presentClock } from '../live/present.ts';
import { atOneInstant } from '../live/read.ts';
import { partFacts, partSums, wholeFacts, wholeSums } from './facts-sql.ts';
import { periodsBetween, spanOf, yearAt } from './period.ts';
import { tallies, type TallyRow } from './tally.ts';

type Db = Kysely<Database> | Transaction<Database>;
type City = Selectable<CityTable>;

/** What is asked of a city: the period (left out: this year), at city time now. */
export interface Asked extends Question {
  period: string;
}

export function askedOf(city: City, period: string | undefined, realNowMs: number): Asked {
  const asOfMs = Math.floor(cityTimeMs(presentClock(city), realNowMs));
  const wanted = period ?? yearAt(asOfMs, city.time_zone);
  return { period: wanted, asOfMs, ...spanOf(wanted, city.time_zone) };
}

type CountRow = { department: string; weight: number; speed: number; quality: number } & Counts;

async function readTallyRows(db: Db, cityId: string, asked: Question): Promise<TallyRow[]> {
  const { rows } = await sql<CountRow>`
    select department, weight, ${partSums},
      coalesce(sum(speed) filter (where graded), 0)::int as speed,
      coalesce(sum(quality) filter (where graded), 0)::int as quality
    from (${partFacts(cityId, asked)}) fact group by department, weight`.execute(db);
  return rows.map(({ department, weight, speed, quality, ...rest }) => ({
    ...{ department, weight, speed, quality },
    counts: Object.fromEntries(counts.map((name) => [name, rest[name]])) as Counts,
  }));
}

export const readDepartments = async (db: Db, cityId: string, asked: Question): Promise<DepartmentScore[]> =>
  [...tallies(await readTallyRows(db, cityId, asked))].map(([name, tally]) => departmentScore(name, tally));

async function readWhole(db: Db, cityId: string, asked: Question): Promise<Counts> {
  const { rows } = await sql<Partial<Record<Count, number>>>`
    select ${wholeSums} from (${wholeFacts(cityId, asked)}) fact`.execute(db);
  return { ...noCounts(), ...rows[0] };
}

/** The periods that there is something to say about. */
export async function readPeriods(db: Db, { id, time_zone }: City, { asOfMs }: Question): Promise<string[]> {
  const { rows } = await sql<{ first: Date | null }>`
    select min(lower(span)) as first from whistle where city_id = ${id}`.execute(db);
  return periodsBetween(Math.min(rows[0]?.first?.getTime() ?? asOfMs, asOfMs), asOfMs, time_zone);
}

export const headOf = (city: City, { period, fromMs, toMs, asOfMs }: Asked) => ({
  period,
  from: new Date(fromMs).toISOString(),
  to: new Date(toMs).toISOString(),
  asOf: new Date(asOfMs).toISOString(),
  log: city.log,
  seq: city.head_seq,
});

/**
 * Reads at one instant of a city's log; throws `city-unknown`. PostgreSQL takes the parts of a whistle for a hundred, and
 * would spend more on compiling the statement than on its year of rows.
 */
export const scoreReading = <T>(
  db: Kysely<Database>,
  cityId: string,
  work: (trx: Transaction<Database>, city: City) => Promise<T>,
): Promise<T> =>
  atOneInstant(db, cityId, async (trx, city) => {
    await sql`set local jit = off`.execute(trx);
    return work(trx, city);
  });

/** All departments of a city in a period, at one instant of its log; throws `city-unknown`. */
export const readScores = (
  db: Kysely<Database>,
  cityId: string,
  period: string | undefined,
  realNowMs: number,
): Promise<Scores> =>
  scoreReading(db, cityId, async (trx, city) => {
    const asked = askedOf(city, period, realNowMs);
    return {
      ...headOf(city, asked),
      periods: await readPeriods(trx, city, asked),
      city: cityScore(await readWhole(trx, cityId, asked)),
      departments: await readDepartments(trx, cityId, asked),
    };
  });
