import type { EventDraft, plainWhistleEvents } from '../contract/events.ts';
import type { Whistle } from '../contract/whistle.ts';

type PlainType = (typeof plainWhistleEvents)[number];

/** Departments that a change brought to a whistle, as its event says them. */
const joinedSince = (before: Whistle, after: Whistle): { joined?: string[] } => {
  const had = new Set(before.departments.map((d) => d.department));
  const joined = after.departments.map((d) => d.department).filter((name) => !had.has(name));
  return joined.length === 0 ? {} : { joined };
};

/** The event of a whistle: whose part it is about, and what was said; with the whistle before it, also who joined. */
export const said =
  (type: PlainType, department: string | null = null, words: string | null = null, before?: Whistle) =>
  (whistle: Whistle): EventDraft => ({
    type,
    data: { whistle, department, words, ...(before && joinedSince(before, whistle)) },
  });
