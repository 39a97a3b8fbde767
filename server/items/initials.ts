import { setImmediate } from 'node:timers/promises';

/** Names that are spelled without a pause: some three milliseconds. */
const atOnce = 12;
/** A few lists of many cities; past it the memory begins anew. */
const kept = 10_000;

/** First letters of names as typed on a Latin keyboard; each name is spelled once, in turns of the event loop. */
export function initialsSpeller(spell: (name: string) => { initials: string }): (names: string[]) => Promise<string[]> {
  const known = new Map<string, string>();
  const initialsOf = (name: string): string => {
    const initials = known.get(name) ?? spell(name).initials;
    known.set(name, initials);
    return initials;
  };
  return async (names) => {
    if (known.size > kept) known.clear();
    const fresh = names.filter((name) => !known.has(name));
    for (const [i, name] of fresh.entries()) {
      if (i % atOnce === 0) await setImmediate();
      initialsOf(name);
    }
    return names.map(initialsOf);
  };
}
