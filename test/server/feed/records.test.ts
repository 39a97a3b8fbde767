import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contradictions, countFlags, latestEvidenceMs } from '../../../server/feed/as-of.ts';
import { readMapping, ReplayInputError } from '../../../server/feed/mapping.ts';
import { readRecords, type Records } from '../../../server/feed/records.ts';
import { asOfMs, paddedBbox } from '../../../server/feed/replay-plan.ts';
import { rejectsCsv } from '../../../server/feed/replay-report.ts';

const mapping = await readMapping(path.resolve('server/feed/mappings/boston-311.json'));
const header = 'CASE_ENQUIRY_ID,OPEN_DT,TARGET_DT,CLOSED_DT,OnTime_Status,TYPE,Department,LATITUDE,LONGITUDE';
const opened = '06/01/2015 01:00:00 PM';
let folder: string;
beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), 'records-'))));
afterAll(() => rm(folder, { recursive: true }));

async function read(lines: string[], head = header): Promise<Records> {
  const file = path.join(folder, 'rows.csv');
  await writeFile(file, [head, ...lines].join('\r\n'));
  return readRecords(file, mapping);
}

describe('rows of a file of service requests', () => {
  it('become records: local times, empty cells, quoted commas and line breaks', async () => {
    const { used, rejects } = await read([
      `1,${opened},,06/01/2015 02:00:00 PM,ONTIME,"Pothole, large",PWDx,42.3,-71.1`,
      `2,${opened},06/03/2015 01:00:00 PM,,OVERDUE,"Two\nlines",PWDx,42.3,-71.1`,
    ]);
    expect(rejects).toEqual([]);
    expect(used[0]).toEqual({
      ...{ line: 2, id: '1', title: 'Pothole, large', department: 'PWDx', position: [-71.1, 42.3], flag: 'on-time' },
      openedMs: Date.parse('2015-06-01T17:00:00Z'),
      targetMs: null,
      closedMs: Date.parse('2015-06-01T18:00:00Z'),
    });
    expect(used[1]).toMatchObject({ id: '2', title: 'Two\nlines', closedMs: null, flag: 'overdue' });
  });

  it.each([
    ['closed before it was opened', `9,${opened},,06/01/2015 12:59:59 PM,ONTIME,T,D,42,-71`],
    ['the deadline is before the opening', `9,${opened},06/01/2015 12:59:59 PM,,OVERDUE,T,D,42,-71`],
    ['OnTime_Status "" does not say whether it is on time', `9,${opened},,,,T,D,42,-71`],
    ['OPEN_DT "yesterday" is not a time', '9,yesterday,,,ONTIME,T,D,42,-71'],
    ['TARGET_DT "02/30/2015 01:00:00 PM" is not a time', `9,${opened},02/30/2015 01:00:00 PM,,ONTIME,T,D,42,-71`],
    ['OPEN_DT is empty', '9,,,,ONTIME,T,D,42,-71'],
    ['TYPE is empty', `9,${opened},,,ONTIME, ,D,42,-71`],
    ['the position is not a pair of numbers', `9,${opened},,,ONTIME,T,D,north,-71`],
    ['the position is not on the earth', `9,${opened},,,ONTIME,T,D,-171,42`],
    ['LATITUDE is empty', `9,${opened},,,ONTIME,T,D,,-71`],
  ])('are refused: %s', async (reason, row) => {
    expect(await read([row])).toEqual({ used: [], rejects: [{ line: 2, id: '9', reason }] });
  });

  it('are all accounted for: torn rows and numbers that come twice too', async () => {
    const good = `1,${opened},,,ONTIME,T,D,42,-71`;
    const { used, rejects } = await read([good, good, '3,short', `4${good.slice(1)}`]);
    expect(used.map((r) => r.id)).toEqual(['1', '4']);
    expect(rejects.map((r) => r.line)).toEqual([3, 4]);
    expect(rejects[0]).toEqual({ line: 3, id: '1', reason: 'its number stands already on line 2' });
    expect(rejects[1]!.reason).toContain('Record Length');
    expect(rejectsCsv(rejects).split('\n')[1]).toBe('3,1,its number stands already on line 2');
  });

  it('need the columns of the mapping', async () => {
    await expect(read(['1'], 'CASE_ENQUIRY_ID')).rejects.toThrow(/has no column TYPE, Department/);
    await expect(readRecords(path.join(folder, 'absent.csv'), mapping)).rejects.toThrow(ReplayInputError);
    await expect(readMapping(path.join(folder, 'absent.json'))).rejects.toThrow(ReplayInputError);
  });
});

describe('as-of time', () => {
  const row = (id: number, target: string, closed: string, flag: string) =>
    `${id},${opened},${target},${closed},${flag},T,D,42.${id},-71`;

  it('lies after all that the file knows of, a missed deadline included', async () => {
    const { used } = await read([
      row(1, '', '06/02/2015 01:00:00 PM', 'ONTIME'),
      row(2, '06/09/2015 01:00:00 PM', '', 'OVERDUE'),
    ]);
    expect(new Date(latestEvidenceMs(used)!).toISOString()).toBe('2015-06-09T17:00:01.000Z');
    expect(asOfMs(used, { ...mapping, asOf: '06/10/2015 12:00:00 AM' })).toBe(Date.parse('2015-06-10T04:00:00Z'));
    expect(() => asOfMs(used, { ...mapping, asOf: '06/08/2015 12:00:00 AM' })).toThrow('which the file knows of');
    expect(() => asOfMs(used, { ...mapping, asOf: 'now' })).toThrow(ReplayInputError);
    expect(() => asOfMs([], mapping)).toThrow('no row that can be used');
  });

  it('shows which flags say otherwise than the times', async () => {
    const { used } = await read([
      row(1, '06/02/2015 01:00:00 PM', '06/02/2015 01:00:00 PM', 'ONTIME'),
      row(2, '06/02/2015 01:00:00 PM', '06/02/2015 01:00:00 PM', 'OVERDUE'),
      row(3, '06/02/2015 01:00:00 PM', '', 'ONTIME'),
      row(4, '06/09/2015 01:00:00 PM', '', 'ONTIME'),
      row(5, '', '06/04/2015 01:00:00 PM', 'ONTIME'),
    ]);
    expect(contradictions(used, latestEvidenceMs(used)!).map((r) => r.id)).toEqual(['2', '3']);
    expect(countFlags(used)).toEqual({ onTime: 1, overdue: 1, rate: 0.5 });
    expect(countFlags([]).rate).toBeNull();
  });

  it('has a box around it that holds every record', async () => {
    const { used } = await read([row(1, '', '', 'ONTIME'), row(2, '', '', 'ONTIME')]);
    const [west, south, east, north] = paddedBbox(used);
    expect(west < -71 && east > -71 && south < 42.1 && north > 42.2).toBe(true);
  });
});
