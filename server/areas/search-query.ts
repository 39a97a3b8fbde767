/** A search as the SQL needs it. LIKE patterns come escaped. */
export interface SearchQuery {
  /** The whole query without spaces, lower case; compared with names. */
  text: string;
  /** Its Latin letters and digits alone; compared with pinyin, initials, English names and codes. Null where it has none. */
  bare: string | null;
  /** Patterns that must all be found: `han` in the name; `latin` in the pinyin, initials, English name or code. */
  terms: { han: string | null; latin: string | null }[];
  /** Running number of a whistle, where the query can be one's code: `W000123`. */
  whistle: number | null;
  /** What can be the start of a zone's code, without its hyphen: zones are looked for by code alone. */
  zoneCode: string | null;
}

const han = /\p{Script=Han}/u;
const bareOf = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');
const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/**
 * Reads what a person typed: Chinese, pinyin with or without spaces, initials, English or a code. Words that are apart
 * must all be found where one is Chinese (`镜湖 shequ`); Latin letters alone are one word, since people write pinyin both
 * `jing hu` and `jinghu`. Null where nothing is left to look for.
 */
export function readQuery(q: string): SearchQuery | null {
  const words = q
    .normalize('NFKC')
    // PostgreSQL takes no NUL in a text, and nobody means a control character.
    .replace(/\p{Cc}/gu, ' ')
    .toLowerCase()
    .split(/\s+/)
    .filter((w) => w !== '');
  const text = words.join('');
  const bare = bareOf(text);
  const hasHan = han.test(text);
  if (bare === '' && !hasHan) return null;
  const terms = hasHan
    ? words.map((word) => (han.test(word) ? { han: word, latin: null } : { han: null, latin: bareOf(word) }))
    : [{ han: null, latin: bare }];
  const whistle = hasHan ? null : /^w(\d{1,9})$/.exec(bare);
  return {
    text,
    bare: hasHan ? null : bare,
    terms: terms
      .filter((t) => t.latin !== '')
      .map((t) => ({ han: t.han && `%${escapeLike(t.han)}%`, latin: t.latin && `%${t.latin}%` })),
    whistle: whistle === null ? null : Number(whistle[1]),
    zoneCode: !hasHan && /^x?\d{3,}/.test(bare) ? bare : null,
  };
}

/** Pattern of what begins with `text`. */
export const prefixPattern = (text: string): string => `${escapeLike(text)}%`;
