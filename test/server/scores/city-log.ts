import type { Kysely } from 'kysely';
import type { Scores } from '../../../server/contract/score.ts';
import type { Database } from '../../../server/db/schema.ts';
import { readEvents } from '../../../server/live/read.ts';
import { Fold } from '../../../server/scores/fold.ts';

/** The events of a city up to one of them, folded. */
export async function foldUntil(db: Kysely<Database>, city: string, seq: number): Promise<Fold> {
  const fold = new Fold();
  for (const event of await readEvents(db, city, 0, seq)) fold.take(event);
  return fold;
}

export const questionOf = ({ from, to, asOf }: Scores) => ({
  fromMs: Date.parse(from),
  toMs: Date.parse(to),
  asOfMs: Date.parse(asOf),
});
