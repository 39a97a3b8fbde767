import type { Random } from '../../geodata/demo/random.ts';
import type { PlannedAct } from './planned.ts';

/** How a whistle of the demo ends. */
export type Fate = 'in-time' | 'late' | 'never';

/** On whole seconds, so that what is written down is what was planned. */
export const between = (fromMs: number, toMs: number, share: number): number =>
  fromMs + Math.floor(((toMs - fromMs) * share) / 1000) * 1000;

/** What is known of a whistle before its course is made. All times are city time, ms since the epoch. */
export interface Course {
  calledMs: number;
  /** Allowed to report in. */
  reportMs: number;
  /** `null` where it stays open. */
  closedMs: number | null;
  fate: Fate;
  called: readonly string[];
  /** A department that is not called and whose matter it could be; undefined where all are called. */
  owner: string | undefined;
}

/** Assumed shares: what happens how often. */
const share = { dispatched: 0.7, onSite: 0.6, handedBack: 0.04, urged: 0.35, chased: 0.2, moreTimeRefused: 0.1 };
const teams = ['一组', '二组', '三组', '值班组', '应急组'];

const ofPart = (action: PlannedAct['action'], atMs: number, department: string, more: object = {}): PlannedAct => ({
  action,
  atMs,
  body: { department, ...more },
});

/** One department from the call until it is done; it stays away where `doneMs` is null. */
function partActs(department: string, { calledMs, reportedMs, doneMs }: PartTimes, random: Random): PlannedAct[] {
  const dispatch = random.next() < share.dispatched;
  const onSite = random.next() < share.onSite;
  const to = teams[random.int(teams.length)]!;
  return [
    ...(dispatch ? [ofPart('dispatch', between(calledMs, reportedMs, 0.5), department, { to })] : []),
    ofPart('report-in', reportedMs, department),
    ...(onSite && doneMs !== null ? [ofPart('arrive', between(reportedMs, doneMs, 0.3), department)] : []),
    ...(doneMs === null ? [] : [ofPart('resolve', doneMs, department)]),
  ];
}
interface PartTimes {
  calledMs: number;
  reportedMs: number;
  doneMs: number | null;
}

/** "Not ours": the owner is called in its place. */
function handedBack(from: string, owner: string, atMs: number): PlannedAct[] {
  return [
    ofPart('hand-back', atMs, from, { reason: '不属本部门职责', owner }),
    ofPart('accept-hand-back', atMs + 1000, from),
  ];
}

/** What the street and the command centre say while it lasts. */
function pressure({ calledMs, closedMs, fate, called }: Course, random: Random): PlannedAct[] {
  if (fate === 'in-time' || closedMs === null) return [];
  const at = (part: number): number => between(calledMs, closedMs, part);
  return [
    ...(random.next() < share.urged
      ? [{ action: 'urge' as const, atMs: at(0.5), body: { words: '请尽快到场处置' } }]
      : []),
    ...(random.next() < share.chased ? [{ action: 'chase' as const, atMs: at(0.6), body: { words: '限期办结' } }] : []),
    ...(random.next() < share.moreTimeRefused && called.length === 1 ? refused(called[0]!, closedMs, at(0.55)) : []),
  ];
}
const refused = (department: string, closedMs: number, atMs: number): PlannedAct[] => [
  ofPart('ask-extension', atMs, department, {
    reason: '等待材料',
    until: new Date(closedMs + 30 * 86_400_000).toISOString(),
  }),
  ofPart('refuse-extension', atMs, department, { reason: '请按原期限办理' }),
];

/** Grades from 1 to 5: who was late gets fewer for speed. */
function grades(departments: readonly string[], closedMs: number, fate: Fate, random: Random): PlannedAct[] {
  const grade = (least: number): number => Math.min(5, least + Math.floor((6 - least) * Math.sqrt(random.next())));
  return departments.map((department, i) => {
    const speed = fate === 'late' ? 1 + Math.floor(3 * random.next()) : grade(3);
    return ofPart('evaluate', between(closedMs, closedMs + 86_400_000, 0.05 + 0.1 * i), department, {
      ...{ speed, quality: grade(2) },
      words: null,
    });
  });
}

/** The course of a whistle from the call to the grades, in order of time. */
export function actsOf(course: Course, random: Random): PlannedAct[] {
  const { calledMs, reportMs, closedMs, fate, called, owner } = course;
  const resolvedMs = closedMs === null ? null : between(calledMs, closedMs, 0.85 + 0.13 * random.next());
  const haste = fate === 'in-time' ? 0.8 : 1.5;
  const spanMs = Math.min(reportMs * haste, (resolvedMs ?? Infinity) - calledMs);
  const givesBack = owner !== undefined && called.length > 1 && random.next() < share.handedBack;
  const working = givesBack ? [...called.slice(0, -1), owner] : [...called];
  const backMs = between(calledMs, calledMs + spanMs, 0.02);
  const parts = working.slice(fate === 'never' ? 1 : 0).flatMap((department, i, coming) => {
    const isOwner = givesBack && department === owner;
    const fromMs = isOwner ? backMs + 2000 : calledMs;
    const reportedMs = between(fromMs, Math.max(fromMs, calledMs + spanMs), 0.04 + 0.9 * random.next());
    // The last one is done when the whole is.
    const part = i === coming.length - 1 ? 1 : 0.4 + 0.6 * random.next();
    const doneMs = resolvedMs === null ? null : between(reportedMs, resolvedMs, part);
    return partActs(department, { calledMs: fromMs, reportedMs, doneMs }, random);
  });
  const acts = [
    ...(givesBack ? handedBack(called.at(-1)!, owner, backMs) : []),
    ...parts,
    ...pressure(course, random),
    ...(closedMs === null
      ? []
      : [
          ...(['verify', 'close'] as const).map((action) => ({ action, atMs: closedMs })),
          ...grades(working, closedMs, fate, random),
        ]),
  ];
  return acts
    .map((act, i) => ({ act, i }))
    .sort((a, b) => a.act.atMs - b.act.atMs || a.i - b.i)
    .map(({ act }) => act);
}
