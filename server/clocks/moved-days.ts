import { readFile } from 'node:fs/promises';
import { StartError } from '../start-error.ts';

/** Whether offices are open on days that the yearly notice moves, by `YYYY-MM-DD`. */
export type MovedDays = ReadonlyMap<string, boolean>;

const words = new Map([
  ['休', false],
  ['rest', false],
  ['班', true],
  ['work', true],
]);

/** The notice is wrong in a line, or cannot be read. */
export class HolidaysInvalid extends StartError {
  constructor(file: string, line: number | null) {
    const [en, zh] = line === null ? ['cannot be read', '无法读取'] : [`line ${line}`, `第 ${line} 行`];
    super('holidays-invalid', {
      en: `HOLIDAYS_FILE "${file}", ${en}: each line is a day and 休 (rest) or 班 (work), such as "2027-01-01,休".`,
      zh: `节假日文件“${file}”${zh}：每行应为日期与“休”或“班”，例如“2027-01-01,休”。`,
    });
  }
}

const isDay = (text: string): boolean => {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : new Date(NaN);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
};

/**
 * Days of a notice of the State Council, one to a line, `2027-01-01,休` or `2027-02-06,班`; `#` begins a comment. Throws
 * HolidaysInvalid for a line that says anything else, or a day twice.
 */
export function parseMovedDays(text: string, file: string): MovedDays {
  const days = new Map<string, boolean>();
  for (const [n, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    const said = line.replace(/#.*/, '').trim();
    if (said === '') continue;
    const [day = '', word = ''] = said.split(/\s*[,，\t]\s*/);
    const isOpen = words.get(word);
    if (isOpen === undefined || !isDay(day) || days.has(day)) throw new HolidaysInvalid(file, n + 1);
    days.set(day, isOpen);
  }
  return days;
}

/** The same of a file; no file, no days. */
export async function readMovedDays(file: string | undefined): Promise<MovedDays> {
  if (file === undefined) return new Map();
  const text = await readFile(file, 'utf8').catch(() => {
    throw new HolidaysInvalid(file, null);
  });
  return parseMovedDays(text, file);
}
