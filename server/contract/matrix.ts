import { z } from 'zod';
import { instantSchema } from './geo.ts';

const reached = instantSchema.nullable();

/** One department's part of a whistle: when it came to each stage, city time; `null` where it did not, or passed it over. */
export const departmentCallSchema = z
  .object({
    department: z.string(),
    dispatchedAt: reached,
    /** Team or person that was sent, in the department's words. */
    dispatchedTo: z.string().nullable(),
    reportedAt: reached,
    onSiteAt: reached,
    resolvedAt: reached,
  })
  .meta({ id: 'DepartmentCall' });
export type DepartmentCall = z.infer<typeof departmentCallSchema>;

export const departmentCalled = (department: string): DepartmentCall => ({
  department,
  dispatchedAt: null,
  dispatchedTo: null,
  reportedAt: null,
  onSiteAt: null,
  resolvedAt: null,
});

/** Stages of a department's part, in their order: 吹哨 → 派单 → 报到 → 到场 → 办结. */
export const departmentStages = ['called', 'dispatched', 'reported', 'on-site', 'resolved'] as const;
export type DepartmentStage = (typeof departmentStages)[number];

/** 吹哨 → 报到 (every department called is in) → 处置完成 (every one is done) → 结案. */
export const whistleStageSchema = z.enum(['called', 'reported', 'resolved', 'closed']);
export type WhistleStage = z.infer<typeof whistleStageSchema>;

export function departmentStage(d: DepartmentCall): DepartmentStage {
  if (d.resolvedAt !== null) return 'resolved';
  if (d.onSiteAt !== null) return 'on-site';
  if (d.reportedAt !== null) return 'reported';
  return d.dispatchedAt === null ? 'called' : 'dispatched';
}

/** The stage that the parts of an open whistle amount to: it is as far as the one that is farthest behind. */
export function stageOfParts(parts: readonly DepartmentCall[]): Exclude<WhistleStage, 'closed'> {
  if (parts.every((d) => d.resolvedAt !== null)) return 'resolved';
  return parts.every((d) => d.reportedAt !== null) ? 'reported' : 'called';
}

/**
 * Which command is legal in which stage, and where it leads: the one table that server, interface and README follow. A
 * command of a department moves that department's part, one of the whistle the whole.
 */
export const transitions = {
  dispatch: { of: 'department', from: ['called'], to: 'dispatched' },
  'report-in': { of: 'department', from: ['called', 'dispatched'], to: 'reported' },
  arrive: { of: 'department', from: ['reported'], to: 'on-site' },
  resolve: { of: 'department', from: ['reported', 'on-site'], to: 'resolved' },
  close: { of: 'whistle', from: ['resolved'], to: 'closed' },
} as const satisfies Record<
  string,
  | { of: 'department'; from: readonly DepartmentStage[]; to: DepartmentStage }
  | { of: 'whistle'; from: readonly WhistleStage[]; to: WhistleStage }
>;
export type WhistleStep = keyof typeof transitions;
export type DepartmentStep = {
  [S in WhistleStep]: (typeof transitions)[S]['of'] extends 'department' ? S : never;
}[WhistleStep];

/** What the rules look at. */
export interface Parts {
  stage: WhistleStage;
  departments: readonly DepartmentCall[];
}

/** Whether one department may take this step now. */
export const mayStep = (w: Parts, step: DepartmentStep, part: DepartmentCall): boolean =>
  w.stage !== 'closed' && (transitions[step].from as readonly DepartmentStage[]).includes(departmentStage(part));

/** Whether `resolve` without a department is legal: every part is done, or can be done now, and one is not done yet. */
export const mayResolveAll = (w: Parts): boolean =>
  w.stage !== 'resolved' && w.departments.every((d) => d.resolvedAt !== null || mayStep(w, 'resolve', d));

export const mayClose = ({ stage }: Parts): boolean =>
  (transitions.close.from as readonly WhistleStage[]).includes(stage);
