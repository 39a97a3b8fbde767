import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

const root = resolve(import.meta.dirname, '../..');

/** A TypeScript program of ours in a process of its own. */
export interface NodeProcess {
  pid: number;
  /** Lines of its standard output, and of its standard error, so far. */
  out: readonly string[];
  err: readonly string[];
  /** The first line of its output, past or coming, that fits; rejects when the process ends without one. */
  line: (fits: (line: string) => boolean) => Promise<string>;
  /** Sends a signal; false when the process has ended. */
  kill: (signal: NodeJS.Signals) => boolean;
  /** Resolves when the process has ended and all its output is here. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Starts `node --import tsx program …words` in the project's root; `program` is relative to it. */
export function startNode(
  program: string,
  words: string[] = [],
  env: Record<string, string | undefined> = {},
): NodeProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...words], {
    cwd: root,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return follow(child);
}

function follow(child: ChildProcess): NodeProcess {
  const out: string[] = [];
  const err: string[] = [];
  const lines = createInterface(child.stdout!);
  lines.setMaxListeners(0);
  lines.on('line', (line) => out.push(line));
  createInterface(child.stderr!).on('line', (line) => err.push(line));
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
  }));
  const line = (fits: (line: string) => boolean) =>
    new Promise<string>((found, gone) => {
      const past = out.find(fits);
      if (past !== undefined) found(past);
      const look = (coming: string) => {
        if (!fits(coming)) return;
        lines.off('line', look);
        found(coming);
      };
      lines.on('line', look);
      const said = () => [...out.slice(-5), ...err.slice(-20)].join('\n');
      void ended.then((how) => gone(new Error(`ended (${JSON.stringify(how)}) without the line; it said: ${said()}`)));
    });
  return { pid: child.pid!, out, err, line, kill: (signal) => child.kill(signal), ended };
}
