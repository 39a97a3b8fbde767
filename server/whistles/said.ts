import type { EventDraft, plainWhistleEvents } from '../contract/events.ts';
import type { Whistle } from '../contract/whistle.ts';

type PlainType = (typeof plainWhistleEvents)[number];

/** The event of a whistle: whose part it is about, and what was said. */
export const said =
  (type: PlainType, department: string | null = null, words: string | null = null) =>
  (whistle: Whistle): EventDraft => ({ type, data: { whistle, department, words } });
