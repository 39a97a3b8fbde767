import { pinyin } from 'pinyin-pro';

/** Words with an English of their own wherever they stand; a longer one wins. */
const WORDS: readonly (readonly [string, string])[] = [
  ['高新技术产业开发区', 'High-tech Development Zone'],
  ['经济技术开发区', 'Economic and Technological Development Zone'],
  ['经济开发区', 'Economic Development Zone'],
  ['产业集中区', 'Industrial Zone'],
  ['工业园区', 'Industrial Park'],
  ['虚拟社区', 'Virtual Community'],
  ['安徽省', 'Anhui'],
  ['安徽', 'Anhui'],
  ['芜湖', 'Wuhu'],
];

/** Words that name the kind of a unit, at its end only. */
const KINDS: readonly (readonly [string, string])[] = [
  ['街道', 'Subdistrict'],
  ['社区', 'Community'],
  ['园区', 'Park'],
  ['镇', 'Town'],
  ['村', 'Village'],
  ['区', 'District'],
  ['县', 'County'],
  ['市', 'City'],
];

/** One capitalised word, with the apostrophe of GB/T 16159 before a syllable that begins with a vowel: `Jing'an`. */
export function pinyinWord(chinese: string): string {
  const syllables = pinyin(chinese, { toneType: 'none', type: 'array', v: true });
  const word = syllables.map((s, i) => (i > 0 && /^[aoe]/.test(s) ? `'${s}` : s)).join('');
  return word.charAt(0).toUpperCase() + word.slice(1).replaceAll('v', 'ü');
}

/** Cuts a name at the words with an English of their own; what lies between becomes pinyin. */
function words(name: string): string[] {
  if (name === '') return [];
  for (const [chinese, english] of WORDS) {
    const at = name.indexOf(chinese);
    if (at >= 0) return [...words(name.slice(0, at)), english, ...words(name.slice(at + chinese.length))];
  }
  const kind = KINDS.find(([chinese]) => name.endsWith(chinese) && name.length > chinese.length);
  return kind ? [pinyinWord(name.slice(0, -kind[0].length)), kind[1]] : [pinyinWord(name)];
}

/** English name of an administrative unit: pinyin and an English word for its kind, `赭山街道` → `Zheshan Subdistrict`. */
export function englishName(name: string): string {
  return words(name).join(' ');
}
