import { transitions, whistleSteps, type Actor, type WhistleStep } from './matrix.ts';
import { isOfDepartment, type Grant, type Role, type Subject } from './people.ts';

/** What can be asked of the server. A step of a whistle is asked by its name. */
export type Action =
  | 'city.read'
  | 'city.create'
  | 'clock.set'
  | 'feed.switch'
  | 'station.change'
  | 'network.change'
  | 'whistle.read'
  | 'whistle.call'
  | 'picture.read'
  | `whistle.${WhistleStep}`
  | 'scores.read'
  | 'items.change'
  | 'people.manage'
  | 'audit.read'
  | 'telling.manage';

const stepsOf = (actor: Actor): Action[] =>
  whistleSteps.filter((step) => transitions[step].by === actor).map((step): Action => `whistle.${step}`);

/** Which role may do what, within the area and for the department of its grant. The one rule; all else follows from it. */
export const rights: Record<Role, readonly Action[]> = {
  centre: [
    'city.read',
    'whistle.read',
    'picture.read',
    'whistle.call',
    ...stepsOf('centre'),
    'station.change',
    'clock.set',
    'feed.switch',
    'scores.read',
    'items.change',
  ],
  'street-leader': ['city.read', 'whistle.read', 'picture.read', 'whistle.call', ...stepsOf('street')],
  // Stands in for the dispatcher; is told where a deadline of the department warns.
  'department-head': ['city.read', 'whistle.read', 'picture.read', ...stepsOf('department')],
  dispatcher: ['city.read', 'whistle.read', 'picture.read', ...stepsOf('department')],
  responder: ['city.read', 'whistle.read', 'picture.read', 'whistle.report-in', 'whistle.arrive', 'whistle.resolve'],
  planner: ['city.read', 'whistle.read', 'station.change', 'network.change'],
  display: ['city.read', 'whistle.read'],
  auditor: ['city.read', 'whistle.read', 'picture.read', 'scores.read', 'audit.read'],
  administrator: [
    ...(['city.read', 'city.create', 'network.change', 'clock.set', 'feed.switch'] as const),
    ...(['people.manage', 'telling.manage'] as const),
  ],
  intake: ['whistle.call'],
};

/** Actions about a whole city: a right in a part of it is none to them. */
const whole: readonly Action[] = [
  ...([
    'scores.read',
    'items.change',
    'audit.read',
    'clock.set',
    'feed.switch',
    'telling.manage',
    'network.change',
  ] as const),
];
/** What an action in a city asks for before more is known. */
export const targetIn = (action: Action, city: string): Target =>
  whole.includes(action) ? { city, areas: [] } : { city };

/** What an action is about; what is left out is not asked about. */
export interface Target {
  city?: string;
  /** Codes of the areas that it lies in. */
  areas?: readonly string[];
  /** Departments that have, or had, a part in it; of a department's step the one whose part moves. */
  departments?: readonly string[];
}

const covers = (grant: Grant, { city, areas, departments }: Target): boolean =>
  (grant.city === null || city === undefined || grant.city === city) &&
  (grant.area === null || areas === undefined || areas.includes(grant.area)) &&
  // A dispatcher without a department speaks for all: programs that play a city, and the demo's first person.
  (!isOfDepartment(grant.role) ||
    grant.department === null ||
    departments === undefined ||
    departments.includes(grant.department));

/** Whether somebody may do something: one of their grants has the right and covers the target. */
export const permits = (subject: Pick<Subject, 'grants'>, action: Action, target: Target = {}): boolean =>
  subject.grants.some((grant) => rights[grant.role].includes(action) && covers(grant, target));

/** Whether somebody may give these grants, or deal with whoever has them: an administrator of one city makes none of another. */
export const mayGive = (subject: Pick<Subject, 'grants'>, grants: readonly Grant[]): boolean =>
  grants.every(({ city, area }) =>
    subject.grants.some(
      (own) =>
        rights[own.role].includes('people.manage') &&
        (own.city === null || own.city === city) &&
        (own.area === null || own.area === area),
    ),
  );
/** Whether somebody may do something in every city there is or will be. */
export const permitsEverywhere = (subject: Pick<Subject, 'grants'>, action: Action): boolean =>
  subject.grants.some(({ role, city, area }) => city === null && area === null && rights[role].includes(action));

/** Actions that are about no one city: they ask for a right in all of them. */
export const ofAllCities: readonly Action[] = ['city.create'];
/** Whether somebody may do what names no city. */
export const permitsWithoutCity = (subject: Pick<Subject, 'grants'>, action: Action): boolean =>
  ofAllCities.includes(action) ? permitsEverywhere(subject, action) : permits(subject, action);

/** The target that a whistle is. */
export const targetOf = (
  city: string,
  w: { district: string; street: string; community: string; departments: readonly { department: string }[] },
): Target => ({
  city,
  areas: [w.district, w.street, w.community],
  departments: w.departments.map((d) => d.department),
});
