/** One thing that somebody does at a minute of the script. */
export type Act =
  | { minute: number; what: 'call'; reportMinutes: number; resolveMinutes: number }
  | { minute: number; what: 'report-in' | 'resolve'; whistle: number; part: number }
  | { minute: number; what: 'defer'; whistle: number; minutes: number }
  | { minute: number; what: 'resume' | 'verify' | 'close'; whistle: number };

/** An alarm as the log tells it. */
export interface Told {
  whistle: number;
  minute: number;
  department: string | null;
  deadline: string;
  level: 'warned' | 'overdue';
}

export const departments = ['城管局', '公安局'];

interface Countdown {
  total: number;
  gone: number;
  warned: boolean;
  over: boolean;
}
const countdown = (total: number): Countdown => ({ total, gone: 0, warned: false, over: false });

interface Part {
  reported: boolean;
  resolved: boolean;
  report: Countdown;
  resolve: Countdown;
}

/** A whistle that counts its minutes down one by one, without a date or a deadline anywhere. */
class Whistle {
  private readonly parts: Part[];
  private putOffFor = 0;
  private stage: 'open' | 'verified' | 'closed' = 'open';
  private doneInTime = false;
  private readonly whole: Countdown;

  constructor(
    private readonly index: number,
    { reportMinutes, resolveMinutes }: { reportMinutes: number; resolveMinutes: number },
    private readonly told: Told[],
  ) {
    this.whole = countdown(resolveMinutes);
    this.parts = departments.map(() => ({
      ...{ reported: false, resolved: false },
      ...{ report: countdown(reportMinutes), resolve: countdown(resolveMinutes) },
    }));
  }

  private allDone = (): boolean => this.parts.every((p) => p.resolved);

  /** A minute has gone by. */
  tick(): void {
    if (this.putOffFor > 0) {
      this.putOffFor -= 1;
      return;
    }
    for (const p of this.parts) {
      if (!p.reported) p.report.gone += 1;
      if (!p.resolved) p.resolve.gone += 1;
    }
    if (this.stage !== 'closed') this.whole.gone += 1;
  }

  /** Whether the server's clock has something to say at this minute: before the minute's acts, and after them. */
  look(minute: number, when: 'before' | 'after'): void {
    if (this.putOffFor > 0) return;
    for (const [i, p] of this.parts.entries()) {
      if (!p.reported) this.ring(p.report, { minute, department: departments[i]!, deadline: 'report' }, when);
      if (!p.resolved) this.ring(p.resolve, { minute, department: departments[i]!, deadline: 'resolve' }, when);
    }
    if (this.allDone() && this.doneInTime && this.stage !== 'closed')
      this.ring(this.whole, { minute, department: null, deadline: 'close' }, when);
  }

  private ring(
    c: Countdown,
    about: { minute: number; department: string | null; deadline: string },
    when: 'before' | 'after',
  ): void {
    if (!c.warned && c.gone >= 0.8 * c.total) {
      c.warned = true;
      this.told.push({ whistle: this.index, ...about, level: 'warned' });
    }
    // What is done at the stroke is done in time.
    if (when === 'after' && !c.over && c.gone >= c.total) {
      c.over = true;
      this.told.push({ whistle: this.index, ...about, level: 'overdue' });
    }
  }

  act(a: Act): boolean {
    const part = 'part' in a ? this.parts[a.part]! : undefined;
    if (this.putOffFor > 0 !== (a.what === 'resume')) return false;
    switch (a.what) {
      case 'resume':
        this.putOffFor = 0;
        return true;
      case 'defer':
        if (this.allDone()) return false;
        this.putOffFor = a.minutes;
        return true;
      case 'report-in':
        if (part!.reported) return false;
        part!.reported = true;
        return true;
      case 'resolve':
        if (!part!.reported || part!.resolved) return false;
        part!.resolved = true;
        if (this.allDone()) this.doneInTime = this.whole.gone <= this.whole.total;
        return true;
      case 'verify':
        if (!this.allDone() || this.stage !== 'open') return false;
        this.stage = 'verified';
        return true;
      case 'close':
        if (this.stage !== 'verified') return false;
        this.stage = 'closed';
        return true;
      default:
        throw new Error('a whistle is called once');
    }
  }
}

/** Which acts are taken, and every alarm that is given until `lastMinute`. */
export function playMinutes(acts: readonly Act[], lastMinute: number): { taken: boolean[]; told: Told[] } {
  const told: Told[] = [];
  const whistles: Whistle[] = [];
  const taken: boolean[] = [];
  let next = 0;
  for (let minute = 0; minute <= lastMinute; minute++) {
    if (minute > 0) for (const w of whistles) w.tick();
    for (const w of whistles) w.look(minute, 'before');
    for (; acts[next]?.minute === minute; next++) {
      const a = acts[next]!;
      if (a.what === 'call') taken.push(whistles.push(new Whistle(whistles.length, a, told)) > 0);
      else taken.push(whistles[a.whistle]?.act(a) ?? false);
      for (const w of whistles) w.look(minute, 'before');
    }
    for (const w of whistles) w.look(minute, 'after');
  }
  return { taken, told };
}
