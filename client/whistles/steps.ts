import { whistleSteps, type Whistle, type WhistleStage } from '../../server/contract/whistle.ts';

/** What may be done with a whistle in its present stage. */
export interface LegalSteps {
  /** Departments that can still report in. */
  reportIn: string[];
  resolve: boolean;
  close: boolean;
}

const allows = (step: keyof typeof whistleSteps, stage: WhistleStage): boolean =>
  (whistleSteps[step].from as readonly WhistleStage[]).includes(stage);

export const legalSteps = (w: Whistle): LegalSteps => ({
  reportIn: allows('report-in', w.stage)
    ? w.departments.filter((d) => d.reportedAt === null).map((d) => d.department)
    : [],
  resolve: allows('resolve', w.stage),
  close: allows('close', w.stage),
});
