import { describe, expect, test } from 'vitest';
import { parseChoices } from '../../../client/telling/choices.ts';
import { gathered, isNews, isUrgent, noticesOf } from '../../../client/telling/notices.ts';
import type { Clock } from '../../../server/contract/clock.ts';
import type { CityEvent } from '../../../server/contract/events.ts';
import { groupsFor, noticeGroups } from '../../../server/contract/notice.ts';
import type { Grant, Role } from '../../../server/contract/people.ts';
import type { Escalation, Whistle } from '../../../server/contract/whistle.ts';
import { departmentCalled } from '../../../server/contract/matrix.ts';
import { partClock } from '../../support/part-clock.ts';
import { grant } from '../../support/people.ts';
import { deadlines, whistle } from '../city-fixture.ts';

const at = '2026-11-23T09:00:00.000Z';
const parts = (...names: string[]) => names.map((name) => departmentCalled(name, partClock(deadlines)));
const w = whistle(1, { departments: parts('公安局', '城管局') });
const event = (
  type: string,
  { department = null, of = w }: { department?: string | null; of?: Whistle } = {},
): CityEvent =>
  ({
    seq: 7,
    at,
    recordedAt: at,
    type: `whistle.${type}`,
    data: { whistle: of, department, words: null, ...(alarms[type] && { escalatedTo: alarms[type] }) },
  }) as CityEvent;

/** Who is named in the alarm of a department's deadline: as `escalationOf` has it, by hand. */
const alarms: Record<string, Escalation[] | undefined> = {
  warned: ['department-head'],
  overdue: ['district', 'centre'],
};

const hears = (grants: Grant[], happened: CityEvent): boolean =>
  noticesOf([happened], { grants, city: 'wuhu', wants: () => true }).length === 1;
const of = (role: Role, where: Partial<Grant> = {}): Grant[] => [grant(role, { city: 'wuhu', ...where })];

/** Written down by hand: who hears of what, of a whistle in their area; `.` nothing, `x` it, `o` only of the own part. */
const table = `
                    centre street-leader department-head dispatcher responder display planner administrator intake
called              x      x             .               x          x         x       x       .             .
dispatched          .      .             .               .          .         .       .       .             .
reported            .      .             .               .          .         .       .       .             .
resolved            x      x             .               .          .         .       .       .             .
handed-back         x      .             .               .          .         .       .       .             .
hand-back-refused   .      x             .               o          o         .       .       .             .
extension-asked     x      .             .               .          .         .       .       .             .
extension-granted   .      x             .               o          o         .       .       .             .
extension-refused   .      x             .               o          o         .       .       .             .
closed              x      x             .               .          .         .       .       .             .
reopened            .      x             .               x          x         .       .       .             .
urged               .      .             x               x          x         .       .       .             .
chased              .      .             x               x          x         .       .       .             .
warned              .      x             o               o          o         .       .       .             .
overdue             x      x             o               o          o         x       x       .             .
`;
const [head, ...rows] = table.trim().split('\n');
const roles = head!.trim().split(/\s+/) as Role[];

describe.each(rows.map((row) => row.trim().split(/\s+/)))('of %s', (kind, ...cells) => {
  test.each(roles.map((role, i) => [role, cells[i]!] as const))('%s: %s', (role, cell) => {
    const isOfPart = ['hand-back-refused', 'extension-granted', 'extension-refused', 'warned', 'overdue'].includes(
      kind,
    );
    const isDepartment = ['department-head', 'dispatcher', 'responder'].includes(role);
    const grants = of(role, isDepartment ? { department: '公安局' } : {});
    expect(hears(grants, event(kind, { department: isOfPart ? '公安局' : null }))).toBe(cell !== '.');
    if (isOfPart) expect(hears(grants, event(kind, { department: '城管局' }))).toBe(cell === 'x');
    expect(hears([grant(role, { ...grants[0]!, city: 'hefei' })], event(kind))).toBe(false);
    if (!isDepartment) expect(hears(of(role, { area: '999' }), event(kind))).toBe(false);
  });
});

describe('an alarm goes up', () => {
  const alarm = (type: string, escalatedTo: Escalation[], department: string | null = '公安局'): CityEvent => {
    const made = event(type, { department });
    return { ...made, data: { ...made.data, escalatedTo } } as CityEvent;
  };
  const warning = alarm('warned', ['department-head']);
  const breach = alarm('overdue', ['district', 'centre']);
  const head = (department: string) => of('department-head', { department });

  test('to the head of the department whose deadline it is, and to no other', () => {
    expect([hears(head('公安局'), warning), hears(head('城管局'), warning)]).toEqual([true, false]);
    expect([hears(head('公安局'), breach), hears(head('城管局'), breach)]).toEqual([true, false]);
    expect(hears(of('department-head', { department: '公安局', area: '999' }), warning)).toBe(false);
  });

  test('to the command centre of the city and of the district, as the record names them', () => {
    const district = of('centre', { area: w.district });
    expect([hears(of('centre'), breach), hears(district, breach)]).toEqual([true, true]);
    expect([hears(of('centre'), warning), hears(district, warning)]).toEqual([false, false]);
    expect(hears(of('centre', { area: '999' }), breach)).toBe(false);
    const toDistrict = alarm('overdue', ['district']);
    expect([hears(of('centre'), toDistrict), hears(district, toDistrict)]).toEqual([false, true]);
  });

  test('not to a head where closing alone is left: that is the street’s', () => {
    const closing = alarm('warned', ['street'], null);
    expect(hears(head('公安局'), closing)).toBe(false);
    expect(hears(of('street-leader'), closing)).toBe(true);
    expect(hears(head('公安局'), alarm('overdue', ['district', 'centre'], null))).toBe(false);
  });
});

test('a department hears of a whistle only while it has a part in it', () => {
  expect(hears(of('dispatcher', { department: '水务局' }), event('called'))).toBe(false);
  const released = whistle(2, { departments: parts('公安局').map((d) => ({ ...d, releasedAt: at })) });
  expect(hears(of('dispatcher', { department: '公安局' }), event('chased', { of: released }))).toBe(false);
});

test('who is called instead hears of it, and who had asked; nobody else', () => {
  const [old, other] = parts('公安局', '城管局');
  const handed = whistle(3, {
    departments: [
      { ...old!, releasedAt: at },
      other!,
      { ...departmentCalled('水务局', partClock({ ...deadlines, calledAt: at })) },
    ],
  });
  const accepted = event('hand-back-accepted', { department: '公安局', of: handed });
  const hear = (department: string): boolean => hears(of('dispatcher', { department }), accepted);
  expect(['水务局', '公安局', '城管局'].map(hear)).toEqual([true, true, false]);
});

test('what was not chosen is not told; what must not wait is known', () => {
  const grants = of('centre');
  const wants = (group: string): boolean => group === 'overdue';
  const told = noticesOf([event('called'), event('overdue')], { grants, city: 'wuhu', wants });
  expect(told.map((n) => [n.happened, n.whistle, n.title])).toEqual([['overdue', w.id, w.title]]);
  expect(isUrgent(told)).toBe(true);
  expect(isUrgent(noticesOf([event('called')], { grants, city: 'wuhu', wants: () => true }))).toBe(false);
});

test('what is told of one whistle is one row, with the latest and how many they are', () => {
  const other = whistle(2, { departments: parts('公安局') });
  const told = [event('called'), event('called', { of: other }), event('overdue'), event('chased')];
  const rows = gathered(noticesOf(told, { grants: of('dispatcher'), city: 'wuhu', wants: () => true }));
  expect(rows.map(({ latest, count }) => [latest.whistle, latest.happened, count])).toEqual([
    [w.id, 'chased', 3],
    [other.id, 'called', 1],
  ]);
});

test('a choice is offered only of what the work can bring', () => {
  expect(groupsFor(of('planner'), 'wuhu')).toEqual(['called', 'overdue']);
  expect(groupsFor(of('planner'), 'hefei')).toEqual([]);
  expect(groupsFor([...of('centre'), ...of('dispatcher'), ...of('street-leader')], 'wuhu')).toEqual(noticeGroups);
});

test('a choice that cannot be read is none: nothing sounds that nobody asked for', () => {
  for (const stored of [null, '', '{', '{"sound":1}', '{"sound":true,"flash":true,"groups":["nonsense"]}'])
    expect(parseChoices(stored, of('centre'))).toEqual({
      sound: false,
      flash: false,
      groups: noticeGroups.filter((g) => g !== 'done'),
    });
  const own = { sound: true, flash: false, groups: ['overdue'] };
  expect(parseChoices(JSON.stringify(own), of('centre'))).toEqual(own);
  // Who verifies must know what waits for it.
  expect(parseChoices(null, of('street-leader')).groups).toEqual(noticeGroups);
  expect(parseChoices(null, [...of('responder'), ...of('street-leader')]).groups).toContain('done');
});

describe('what a feed writes down of long ago is no news', () => {
  const clock = (speed: number): Clock => ({ kind: 'simulated', mark: 'demo', cityAt: at, realAt: at, speed });
  const minutesLater = (minutes: number): string => new Date(Date.parse(at) + minutes * 60_000).toISOString();
  test.each([
    ['a live city, at once', { ...clock(1), kind: 'live' as const }, 0, true],
    ['a live city, an hour late', { ...clock(1), kind: 'live' as const }, 60, true],
    ['a live city, later', { ...clock(1), kind: 'live' as const }, 61, false],
    // A minute of the wall's clock is ten hours of the city's.
    ['a quick demo, a minute late', clock(600), 1, true],
    ['a quick demo, later', clock(600), 1.1, false],
    ['a demo that stands, which knows no lateness', clock(0), 1e6, true],
  ])('%s', (_, of, minutes, expected) => {
    expect(isNews({ type: 'whistle.called', at, recordedAt: minutesLater(minutes) }, of)).toBe(expected);
  });

  test('an alarm of a real city that rang while no server ran is news when it is back', () => {
    const late = { type: 'whistle.overdue' as const, at, recordedAt: minutesLater(600) };
    expect(isNews(late, { ...clock(1), kind: 'live' })).toBe(true);
    expect(isNews(late, clock(1))).toBe(false);
  });
});
