import type { DepartmentCall, WhistleStep } from '../../../server/contract/matrix.ts';

export interface Command {
  step: WhistleStep;
  department: string | undefined;
  /** For `hand-back`. */
  owner: string;
}
export type Outcome = 'taken' | 'refused' | 'invalid';
export const outcomeOf = (status: number): Outcome =>
  status === 200 ? 'taken' : status === 422 ? 'invalid' : 'refused';

/** One part as the model holds it: how far it is, and what is asked. */
interface Part {
  name: string;
  sent: boolean;
  in: boolean;
  there: boolean;
  done: boolean;
  gone: boolean;
  owner: string | null;
  wantsTime: boolean;
  graded: boolean;
  /** Its deadline is the latest there is: nobody can ask for more. */
  extended: boolean;
}

const fresh = (name: string, extended = false): Part => ({
  name,
  sent: false,
  in: false,
  there: false,
  done: false,
  gone: false,
  owner: null,
  wantsTime: false,
  graded: false,
  extended,
});

/** The rules of the closed loop told once more, in plain conditions and without the table that the product follows. */
export class MatrixModel {
  private stage: 'open' | 'verified' | 'closed' = 'open';
  private putOff = false;
  private parts: Part[];

  constructor(departments: string[]) {
    this.parts = departments.map((d) => fresh(d));
  }

  static partOf = (d: DepartmentCall): Omit<Part, 'extended'> => ({
    name: d.department,
    sent: d.dispatchedAt !== null,
    in: d.reportedAt !== null,
    there: d.onSiteAt !== null,
    done: d.resolvedAt !== null,
    gone: d.releasedAt !== null,
    owner: d.handBack?.owner ?? null,
    wantsTime: d.extension !== null,
    graded: d.evaluation !== null,
  });

  private live = (): Part[] => this.parts.filter((p) => !p.gone);
  private allDone = (): boolean => this.live().every((p) => p.done);

  state(): { stage: string; parts: Omit<Part, 'extended'>[] } {
    const open = this.allDone() ? 'resolved' : this.live().every((p) => p.in) ? 'reported' : 'called';
    return {
      stage: this.stage === 'open' ? open : this.stage,
      parts: this.parts.map(({ extended: _, ...part }) => part),
    };
  }

  take(c: Command): Outcome {
    if (c.step === 'resume') return this.when(this.putOff, () => (this.putOff = false));
    if (this.putOff && this.isUnderstood(c)) return 'refused';
    switch (c.step) {
      case 'defer':
        return this.when(this.underWay(), () => (this.putOff = true));
      case 'verify':
        return this.when(this.stage === 'open' && this.allDone(), () => (this.stage = 'verified'));
      case 'close':
        return this.when(this.stage === 'verified', () => (this.stage = 'closed'));
      case 'urge':
      case 'chase':
        return this.when(this.underWay(), () => undefined);
      case 'reopen':
        return this.reopen(c.department);
      default:
        return this.takeByDepartment(c);
    }
  }

  /** What the contract cannot read is invalid, whatever stands. */
  private isUnderstood = ({ step, department }: Command): boolean =>
    department !== undefined || ['resolve', 'verify', 'close', 'urge', 'chase', 'reopen', 'defer'].includes(step);

  private when(legal: boolean, work: () => unknown): Outcome {
    if (legal) work();
    return legal ? 'taken' : 'refused';
  }

  private underWay = (): boolean => this.stage === 'open' && !this.allDone();

  private reopen(department: string | undefined): Outcome {
    if (this.stage === 'open' && !this.allDone()) return 'refused';
    if (department !== undefined && !this.live().some((p) => p.name === department)) return 'refused';
    this.stage = 'open';
    for (const p of this.live())
      if (department === undefined || p.name === department)
        Object.assign(p, { there: false, done: false, graded: false });
    return 'taken';
  }

  private takeByDepartment({ step, department, owner }: Command): Outcome {
    if (department === undefined) {
      if (step !== 'resolve') return 'invalid';
      const left = this.live().filter((p) => !p.done);
      const ready = this.underWay() && left.every((p) => p.in && p.owner === null);
      return this.when(ready, () => left.forEach((p) => Object.assign(p, { done: true, wantsTime: false })));
    }
    const p = this.parts.find((x) => x.name === department);
    if (p === undefined) return 'refused';
    if (step === 'evaluate') return this.when(this.stage === 'closed' && !p.gone && !p.graded, () => (p.graded = true));
    if (!this.underWay() || p.gone) return 'refused';
    if (step === 'accept-hand-back') return this.when(p.owner !== null, () => this.giveAway(p));
    if (step === 'refuse-hand-back') return this.when(p.owner !== null, () => (p.owner = null));
    if (p.done || p.owner !== null) return 'refused';
    switch (step) {
      case 'dispatch':
        return this.when(!p.sent && !p.in, () => (p.sent = true));
      case 'report-in':
        return this.when(!p.in, () => (p.in = true));
      case 'arrive':
        return this.when(p.in && !p.there, () => (p.there = true));
      case 'resolve':
        return this.when(p.in, () => Object.assign(p, { done: true, wantsTime: false }));
      case 'hand-back':
        if (owner === p.name) return 'invalid';
        Object.assign(p, { owner, wantsTime: false });
        return 'taken';
      case 'ask-extension':
        if (p.wantsTime) return 'refused';
        if (p.extended) return 'invalid';
        p.wantsTime = true;
        return 'taken';
      case 'grant-extension':
        return this.when(p.wantsTime, () => Object.assign(p, { wantsTime: false, extended: true }));
      case 'refuse-extension':
        return this.when(p.wantsTime, () => (p.wantsTime = false));
      default:
        throw new Error(`the model does not know ${step}`);
    }
  }

  private giveAway(p: Part): void {
    p.gone = true;
    const there = this.parts.find((x) => x.name === p.owner);
    const called = fresh(p.owner!, p.extended);
    if (there === undefined) this.parts.push(called);
    else if (there.gone) this.parts[this.parts.indexOf(there)] = called;
  }
}
