import type { CityEvent } from '../contract/events.ts';
import type { Scores } from '../contract/score.ts';
import { differences, type Difference } from './compare.ts';
import { Fold, LogIncomplete } from './fold.ts';

/** Where the figures and the log are read: the API of a running server, or the database. */
export interface ScoreSource {
  /** In words, for the report. */
  name: string;
  /** What the API answers; this year where no period is given. */
  scores: (city: string, period: string | undefined) => Promise<Scores>;
  /** Events `after + 1 …` of the log, some at a time. */
  events: (city: string, after: number) => Promise<CityEvent[]>;
}

export interface Recomputed {
  api: Scores;
  log: Pick<Scores, 'city' | 'departments'>;
  differences: Difference[];
}

/**
 * Recomputes a period from the event log alone and compares it with what the API answers, at the same event and the same
 * city time, so that a server may go on meanwhile. Throws LogIncomplete.
 */
export async function recompute(source: ScoreSource, city: string, period: string | undefined): Promise<Recomputed> {
  const api = await source.scores(city, period);
  const fold = new Fold();
  while (fold.seq < api.seq) {
    const events = await source.events(city, fold.seq);
    if (events.length === 0) throw new LogIncomplete(fold.seq + 1, null);
    for (const event of events) if (event.seq <= api.seq) fold.take(event);
  }
  const log = fold.scores({
    fromMs: Date.parse(api.from),
    toMs: Date.parse(api.to),
    asOfMs: Date.parse(api.asOf),
  });
  return { api, log, differences: differences(api, log) };
}
