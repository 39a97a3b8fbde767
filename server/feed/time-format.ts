/** The parts of a written time, by the letters of Unicode TR35: `MM/dd/yyyy hh:mm:ss a`. */
const fields = {
  yyyy: '(\\d{4})',
  MM: '(\\d{2})',
  dd: '(\\d{2})',
  HH: '([01]\\d|2[0-3])',
  hh: '(0[1-9]|1[0-2])',
  mm: '([0-5]\\d)',
  ss: '([0-5]\\d)',
  a: '([AP]M)',
} as const;
type Field = keyof typeof fields;

const token = /yyyy|MM|dd|HH|hh|mm|ss|a/g;

/** Reads a time that is written in one format; gives the wall clock as if it were UTC, ms, or null where it is not one. */
export type WallReader = (text: string) => number | null;

/**
 * Compiles a format of `yyyy MM dd HH hh mm ss a`; anything else in it stands for itself. Throws a RangeError for a
 * format that leaves the day open, or has `hh` without `a`.
 */
export function wallReader(format: string): WallReader {
  const order = (format.match(token) ?? []) as Field[];
  const lacks = (['yyyy', 'MM', 'dd'] as const).filter((f) => !order.includes(f));
  if (lacks.length > 0) throw new RangeError(`the time format "${format}" lacks ${lacks.join(', ')}`);
  if (order.includes('hh') !== order.includes('a')) throw new RangeError('hh and a need each other in a time format');
  const literals = format.split(token).map((s) => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`^${literals.map((s, i) => s + (order[i] ? fields[order[i]] : '')).join('')}$`, 'i');
  return (text) => {
    const match = pattern.exec(text.trim());
    if (match === null) return null;
    const value: Partial<Record<Field, string>> = {};
    order.forEach((field, i) => (value[field] = match[i + 1]!));
    return wallOf(value);
  };
}

/** Null for a day that no calendar has, such as 30 February. */
function wallOf(value: Partial<Record<Field, string>>): number | null {
  const n = (field: Field): number => Number(value[field] ?? 0);
  const half = value.a?.toUpperCase() === 'PM' ? 12 : 0;
  const hour = value.hh === undefined ? n('HH') : (n('hh') % 12) + half;
  const wallMs = Date.UTC(n('yyyy'), n('MM') - 1, n('dd'), hour, n('mm'), n('ss'));
  const date = new Date(wallMs);
  return date.getUTCMonth() === n('MM') - 1 && date.getUTCDate() === n('dd') ? wallMs : null;
}
