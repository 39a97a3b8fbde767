/** Longest title of a whistle, in UTF-16 units. */
const maxTitle = 200;
const more = '…';

export interface Titled {
  /** Undefined where nothing was described: the item's name stands for it. */
  title: string | undefined;
  /** The whole description, where the title holds only its beginning. */
  words: string | null;
}

/** A description as a title: its beginning where it is too long, cut between two characters. */
export function titleOf(description: string | undefined): Titled {
  if (description === undefined || description.length <= maxTitle) return { title: description, words: null };
  const beginning = description.slice(0, maxTitle - more.length).replace(/[\ud800-\udbff]$/, '');
  return { title: beginning.trimEnd() + more, words: description };
}

/** Whether a title may be no more than a beginning. */
export const mayBeCut = (title: string): boolean => title.endsWith(more);
