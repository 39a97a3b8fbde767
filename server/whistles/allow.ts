import { permits, targetOf, type Action, type Target } from '../contract/access.ts';
import { isDepartmentStep, liveParts } from '../contract/matrix.ts';
import type { Subject } from '../contract/people.ts';
import { isVisible, scopeOf } from '../contract/scope.ts';
import type { Whistle } from '../contract/whistle.ts';
import { ProblemError } from '../http/problem.ts';
import type { StepInput } from './step.ts';

function allow(by: Subject, action: Action, target: Target): void {
  if (!permits(by, action, target)) throw new ProblemError('not-allowed', action);
}

/** Throws `not-allowed` for whoever may call no whistle in the city, `call-outside-area` where they may elsewhere in it. */
export function allowCall(by: Subject, { city, ...place }: Target & { city: string }): void {
  allow(by, 'whistle.call', { city });
  if (!permits(by, 'whistle.call', { city, ...place })) throw new ProblemError('call-outside-area');
}

/** Whose parts a step moves: a department's step those that it names, or all that are live. */
const moved = (w: Whistle, { step, body }: StepInput): readonly string[] | undefined => {
  if (!isDepartmentStep(step)) return undefined;
  const { department } = body as { department?: string };
  return department === undefined ? liveParts(w.departments).map((d) => d.department) : [department];
};

/** Throws `whistle-unknown` where `by` may not see it, `not-allowed` where they may not take the step. */
export function allowStep(city: string, w: Whistle, input: StepInput): void {
  const { by, step } = input;
  if (!isVisible(w, scopeOf(by, city))) throw new ProblemError('whistle-unknown', w.id);
  const { areas } = targetOf(city, w) as { areas: string[] };
  const departments = moved(w, input);
  if (departments === undefined) allow(by, `whistle.${step}`, { city, areas });
  for (const department of departments ?? []) allow(by, `whistle.${step}`, { city, areas, departments: [department] });
}
