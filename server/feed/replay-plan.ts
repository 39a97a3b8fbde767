import { instantOfWall, zoneOffset } from '../clocks/local-time.ts';
import { latestEvidenceMs } from './as-of.ts';
import { ReplayInputError, type Mapping } from './mapping.ts';
import type { PlannedAct, PlannedWhistle } from './planned.ts';
import type { ServiceRecord } from './records.ts';
import { wallReader } from './time-format.ts';

/** The beginning of a text, at most `most` UTF-16 units, without half a character at its end. */
const shortened = (text: string, most: number): string => text.slice(0, most).replace(/[\ud800-\udbff]$/, '');

/** Nobody records when the department came or the street went to see; at the latest it was when the request was closed. */
const endAt = (department: string, atMs: number): PlannedAct[] => [
  { action: 'report-in', atMs, body: { department } },
  ...(['resolve', 'verify', 'close'] as const).map((action) => ({ action, atMs })),
];

/**
 * The whistle of a service request: its department is called when it is opened. The record does not say when the
 * department reported in, so it reports, resolves and is closed at the one instant that the record does say.
 */
export function whistleOfRecord(r: ServiceRecord): PlannedWhistle {
  const department = shortened(r.department, 60);
  return {
    id: r.id,
    calledAtMs: r.openedMs,
    call: {
      title: shortened(r.title, 200),
      kind: 'problem',
      risk: 'normal',
      position: r.position,
      departments: [department],
      reportBy: null,
      resolveBy: r.targetMs === null ? null : new Date(r.targetMs).toISOString(),
      origin: 'replay',
    },
    acts: r.closedMs === null ? [] : endAt(department, r.closedMs),
  };
}

/** As of when the file speaks (ms since the epoch). Throws ReplayInputError where the mapping's own is no such time. */
export function asOfMs(records: readonly ServiceRecord[], { asOf, timeFormat, timeZone }: Mapping): number {
  const evidence = latestEvidenceMs(records);
  if (evidence === null) throw new ReplayInputError('the file has no row that can be used');
  if (asOf === undefined) return evidence;
  const wallMs = wallReader(timeFormat)(asOf);
  if (wallMs === null) throw new ReplayInputError(`asOf "${asOf}" is not written as ${timeFormat}`);
  const given = instantOfWall(wallMs, zoneOffset(timeZone));
  if (given < evidence)
    throw new ReplayInputError(`asOf "${asOf}" is before ${new Date(evidence).toISOString()}, which the file knows of`);
  return given;
}

/** Share of its width and height that the city is larger than the box around the records, on each side. */
const padding = 0.02;
const leastPaddingDegrees = 0.005;

/** `[west, south, east, north]`, degrees, slightly larger than the box around the records. */
export function paddedBbox(records: readonly ServiceRecord[]): [number, number, number, number] {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { position } of records) {
    [west, east] = [Math.min(west, position[0]), Math.max(east, position[0])];
    [south, north] = [Math.min(south, position[1]), Math.max(north, position[1])];
  }
  const x = Math.max(leastPaddingDegrees, (east - west) * padding);
  const y = Math.max(leastPaddingDegrees, (north - south) * padding);
  return [Math.max(-180, west - x), Math.max(-90, south - y), Math.min(180, east + x), Math.min(90, north + y)];
}
