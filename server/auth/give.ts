import { mayGive } from '../contract/access.ts';
import type { Grant, Subject } from '../contract/people.ts';
import { ProblemError } from '../http/problem.ts';

/** Throws `not-allowed` where somebody deals with grants that are beyond their own city. */
export function refuseBeyond(by: Subject, ...grants: (readonly Grant[])[]): void {
  if (!grants.every((some) => mayGive(by, some))) throw new ProblemError('not-allowed', 'grants beyond your own');
}
