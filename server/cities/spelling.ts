import { pinyin } from 'pinyin-pro';

/** What a Chinese name is typed as on a Latin keyboard. Both hold only `a–z` and `0–9`. */
export interface Spelling {
  /** All syllables without tone or space: 镜湖区 → `jinghuqu`; ü is typed `v`. */
  pinyin: string;
  /** First letter of each character: `jhq`. */
  initials: string;
}

const bare = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Spells a name. Polyphonic characters follow the library's dictionary of words and places (长江 → `changjiang`). */
export function spell(name: string): Spelling {
  const syllables = pinyin(name, { toneType: 'none', type: 'array', v: true }).map(bare);
  // A run of Latin letters or digits comes as one "syllable" for each sign, so its initials are the run itself.
  return { pinyin: syllables.join(''), initials: syllables.map((s) => s.slice(0, 1)).join('') };
}
