import {
  departmentStage,
  mayClose,
  mayResolveAll,
  mayStep,
  transitions,
  type DepartmentCall,
  type DepartmentStage,
  type DepartmentStep,
} from '../../server/contract/matrix.ts';
import type { Whistle } from '../../server/contract/whistle.ts';

const departmentSteps = (Object.keys(transitions) as (keyof typeof transitions)[]).filter(
  (step): step is DepartmentStep => transitions[step].of === 'department',
);

/** A department's part and what it may do now: these are the buttons. */
export interface Part {
  call: DepartmentCall;
  stage: DepartmentStage;
  /** When it came to that stage; `null` for the first. */
  since: string | null;
  steps: DepartmentStep[];
}

/** What may be done with a whistle now. */
export interface LegalSteps {
  parts: Part[];
  /** Whether all that are not done may be called done at once. */
  resolveAll: boolean;
  close: boolean;
}

const since: Record<DepartmentStage, (d: DepartmentCall) => string | null> = {
  called: () => null,
  dispatched: (d) => d.dispatchedAt,
  reported: (d) => d.reportedAt,
  'on-site': (d) => d.onSiteAt,
  resolved: (d) => d.resolvedAt,
};

export const legalSteps = (w: Whistle): LegalSteps => ({
  parts: w.departments.map((call) => {
    const stage = departmentStage(call);
    return { call, stage, since: since[stage](call), steps: departmentSteps.filter((step) => mayStep(w, step, call)) };
  }),
  resolveAll: w.departments.length > 1 && mayResolveAll(w),
  close: mayClose(w),
});
