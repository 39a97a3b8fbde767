import type { CityEvent } from '../contract/events.ts';
import type { DepartmentCall } from '../contract/matrix.ts';
import { factsOfPart, factsOfWhole, noCounts, weightOf, type Question } from '../contract/score-facts.ts';
import { cityScore, departmentScore, type Scores } from '../contract/score.ts';
import type { Whistle } from '../contract/whistle.ts';
import { addFacts, tallies, type TallyRow } from './tally.ts';

/** An event as the log holds it: one of an older release lacks what whistles did not have then. */
type Old<T> = Partial<T>;
type OldWhistle = Pick<Whistle, 'id' | 'stage' | 'calledAt'> & Old<Whistle> & { departments: Old<DepartmentCall>[] };

/** A part as the migrations brought it to the present form: what it had not of its own was the whistle's. */
const partOf = (w: OldWhistle, d: Old<DepartmentCall>): DepartmentCall =>
  ({
    ...d,
    calledAt: d.calledAt ?? w.calledAt,
    reportBy: d.reportBy === undefined ? (w.reportBy ?? null) : d.reportBy,
    resolveBy: d.resolveBy === undefined ? (w.resolveBy ?? null) : d.resolveBy,
    reportedAt: d.reportedAt ?? null,
    resolvedAt: d.resolvedAt === undefined ? (w.resolvedAt ?? null) : d.resolvedAt,
    releasedAt: d.releasedAt ?? null,
    evaluation: d.evaluation ?? null,
  }) as DepartmentCall;

const whistleOf = (w: OldWhistle): Whistle =>
  ({
    ...w,
    item: w.item ?? null,
    deferral: w.deferral ?? null,
    resolveBy: w.resolveBy ?? null,
    closedAt: w.closedAt ?? null,
    departments: w.departments.map((d) => partOf(w, d)),
  }) as Whistle;

/** The whistles of a log as its events leave them; nothing else is asked. */
export class Fold {
  /** Newest event that was taken in. */
  seq = 0;
  private readonly whistles = new Map<string, Whistle>();

  /** Takes the next event; throws where the log has a gap. */
  take({ seq, data }: Pick<CityEvent, 'seq' | 'data'>): void {
    if (seq !== this.seq + 1) throw new LogIncomplete(this.seq + 1, seq);
    this.seq = seq;
    if ('whistle' in data) this.whistles.set(data.whistle.id, whistleOf(data.whistle));
  }

  /** The same figures that the API gives, counted one whistle after the other. */
  scores(question: Question): Pick<Scores, 'city' | 'departments'> {
    const city = noCounts();
    const rows = new Map<string, TallyRow>();
    for (const w of this.whistles.values()) {
      addFacts(city, factsOfWhole(w, question));
      for (const d of w.departments) {
        const row = rowOf(rows, d.department, weightOf(w));
        const facts = factsOfPart(w, d, question);
        addFacts(row.counts, facts);
        if (facts.graded !== true) continue;
        row.speed += d.evaluation!.speed;
        row.quality += d.evaluation!.quality;
      }
    }
    const departments = [...tallies([...rows.values()])].map(([name, tally]) => departmentScore(name, tally));
    return { city: cityScore(city), departments };
  }
}

function rowOf(rows: Map<string, TallyRow>, department: string, weight: number): TallyRow {
  const key = JSON.stringify([department, weight]);
  let row = rows.get(key);
  if (row === undefined) rows.set(key, (row = { department, weight, counts: noCounts(), speed: 0, quality: 0 }));
  return row;
}

/** The log lacks events: a release before this one dropped old ones. */
export class LogIncomplete extends Error {
  override readonly name = 'LogIncomplete';
  constructor(wanted: number, found: number | null) {
    const next = found === null ? 'it ends there' : `the next one is ${found}`;
    super(`the event log has no event ${wanted} (${next}); what is not in the log cannot be recomputed`);
  }
}
