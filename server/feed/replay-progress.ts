import type { PlannedStep } from './planned.ts';

export interface ProgressLine {
  start: (steps: number, asOf: number) => void;
  step: (step: PlannedStep) => void;
  /** Something worth a line of its own. */
  note: (text: string) => void;
  end: () => void;
}

/** Real time between two lines: on a terminal one line is written over, elsewhere each is kept. */
const everyMs = { terminal: 250, file: 5000 };

/** Says how far a replay has come: steps done, city time, steps a second. */
export function progressLine(out: NodeJS.WriteStream, realNowMs: () => number): ProgressLine {
  let [total, done, beganMs, saidMs] = [0, 0, 0, 0];
  const say = (cityMs: number): void => {
    saidMs = realNowMs();
    const perSecond = Math.round((done * 1000) / Math.max(1, saidMs - beganMs));
    const text = `${done} of ${total} steps · city time ${new Date(cityMs).toISOString()} · ${perSecond}/s`;
    out.write(out.isTTY ? `\r${text}\u001b[K` : `${text}\n`);
  };
  return {
    start(steps, asOf) {
      [total, done, beganMs, saidMs] = [steps, 0, realNowMs(), realNowMs()];
      out.write(`${steps} steps, as of ${new Date(asOf).toISOString()}\n`);
    },
    step({ atMs }) {
      done += 1;
      if (done === total || realNowMs() - saidMs >= (out.isTTY ? everyMs.terminal : everyMs.file)) say(atMs);
    },
    note: (text) => void out.write(`${out.isTTY ? '\n' : ''}${text}\n`),
    end() {
      if (out.isTTY) out.write('\n');
    },
  };
}
