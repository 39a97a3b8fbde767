import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { instantOfWall, zoneOffset } from '../clocks/local-time.ts';
import { ReplayInputError, type Mapping } from './mapping.ts';
import { wallReader } from './time-format.ts';

/** A service request of the file, with nothing left to read. Times are ms since the epoch. */
export interface ServiceRecord {
  /** Line of the file, from 1, on which the record ends. */
  line: number;
  id: string;
  title: string;
  department: string;
  /** `[lng, lat]`, WGS-84, degrees. */
  position: [number, number];
  openedMs: number;
  targetMs: number | null;
  closedMs: number | null;
  /** What the file says about the deadline; null where the mapping names no such column. */
  flag: 'on-time' | 'overdue' | null;
}

/** A record that cannot be used. `id` is empty where even that could not be read. */
export interface Reject {
  line: number;
  id: string;
  reason: string;
}

export interface Records {
  used: ServiceRecord[];
  rejects: Reject[];
}

/** Reads one row; gives a reason where it cannot be used. */
export type RecordReader = (row: Row, line: number) => ServiceRecord | string;
type Row = Readonly<Record<string, string>>;

/** The rules by which a row is used or refused. Throws a RangeError for a zone or a time format that is none. */
export function recordReader({ columns, flags, timeFormat, timeZone }: Mapping): RecordReader {
  const readWall = wallReader(timeFormat);
  const offset = zoneOffset(timeZone);
  const instant = (text: string): number | null => {
    const wallMs = readWall(text);
    return wallMs === null ? null : instantOfWall(wallMs, offset);
  };
  return (row, line) => {
    const cell = (name: keyof Mapping['columns']): string => row[columns[name] ?? '']?.trim() ?? '';
    for (const name of ['id', 'title', 'department', 'opened', 'lng', 'lat'] as const)
      if (cell(name) === '') return `${columns[name]} is empty`;
    for (const name of ['opened', 'target', 'closed'] as const)
      if (cell(name) !== '' && instant(cell(name)) === null) return `${columns[name]} "${cell(name)}" is not a time`;
    const position: [number, number] = [Number(cell('lng')), Number(cell('lat'))];
    if (!position.every(Number.isFinite)) return 'the position is not a pair of numbers';
    if (Math.abs(position[0]) > 180 || Math.abs(position[1]) > 90) return 'the position is not on the earth';
    const flag = columns.onTimeFlag === undefined || flags === undefined ? null : flagOf(cell('onTimeFlag'), flags);
    if (flag === 'unknown') return `${columns.onTimeFlag!} "${cell('onTimeFlag')}" does not say whether it is on time`;
    const openedMs = instant(cell('opened'))!;
    const [targetMs, closedMs] = [instant(cell('target')), instant(cell('closed'))];
    if (closedMs !== null && closedMs < openedMs) return 'closed before it was opened';
    if (targetMs !== null && targetMs < openedMs) return 'the deadline is before the opening';
    const [id, title, department] = [cell('id'), cell('title'), cell('department')];
    return { line, id, title, department, position, openedMs, targetMs, closedMs, flag };
  };
}

const flagOf = (text: string, flags: NonNullable<Mapping['flags']>): 'on-time' | 'overdue' | 'unknown' =>
  flags.onTime.includes(text) ? 'on-time' : flags.overdue.includes(text) ? 'overdue' : 'unknown';

/**
 * Reads a CSV file (UTF-8, header row) as a stream. Every row ends in `used` or in `rejects`, in the file's order.
 * Throws ReplayInputError where the file cannot be read or lacks a column that the mapping names.
 */
export async function readRecords(file: string, mapping: Mapping): Promise<Records> {
  const read = recordReader(mapping);
  const records: Records = { used: [], rejects: [] };
  const lineOfId = new Map<string, number>();
  const parser = createReadStream(file)
    .on('error', (error) => parser.destroy(error))
    .pipe(
      parse({
        bom: true,
        columns: (header: string[]) => withAllColumns(header, mapping),
        info: true,
        skip_empty_lines: true,
        skip_records_with_error: true,
        on_skip: (error) => {
          if (error) records.rejects.push({ line: Number(error.lines), id: '', reason: error.message });
          return undefined;
        },
      }),
    );
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: Row; info: { lines: number } }>) {
      const outcome = read(record, info.lines);
      const id = record[mapping.columns.id]?.trim() ?? '';
      const earlier = lineOfId.get(id);
      if (typeof outcome === 'string') records.rejects.push({ line: info.lines, id, reason: outcome });
      else if (earlier !== undefined)
        records.rejects.push({ line: info.lines, id, reason: `its number stands already on line ${earlier}` });
      else {
        lineOfId.set(id, info.lines);
        records.used.push(outcome);
      }
    }
  } catch (error) {
    throw error instanceof ReplayInputError ? error : new ReplayInputError(`${file}: ${(error as Error).message}`);
  }
  // A torn row is noticed before the rows ahead of it have come through.
  records.rejects.sort((a, b) => a.line - b.line);
  return records;
}

function withAllColumns(header: string[], mapping: Mapping): string[] {
  const lacking = Object.values(mapping.columns).filter((name) => !header.includes(name));
  if (lacking.length > 0)
    throw new ReplayInputError(`the file has no column ${lacking.join(', ')}; give a mapping with --columns`);
  return header;
}
