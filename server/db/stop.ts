import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Binaries } from './binaries.ts';
import { errnoOf } from './data-dir.ts';
import { findPostmaster } from './postmaster.ts';

const pollMs = 5;
const fastTimeoutMs = 30_000;

/**
 * Stops the server `pid` of a cluster: a fast shutdown (transactions rolled back, a checkpoint written) and, when that
 * takes too long, an immediate one, from which PostgreSQL recovers at its next start. Resolves when it has gone.
 */
export async function stopPostmaster(binaries: Binaries, clusterDir: string, pid: number): Promise<void> {
  const runs = async () => (await findPostmaster(clusterDir))?.pid === pid;
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (!(await runs())) return;
    await send(binaries, pid, signal);
    const end = performance.now() + fastTimeoutMs;
    while (performance.now() < end) {
      if (!(await runs())) return;
      await delay(pollMs);
    }
  }
}

async function send(binaries: Binaries, pid: number, signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
  if (process.platform === 'win32') {
    // Windows has no signals; PostgreSQL listens on a pipe that pg_ctl knows.
    await promisify(execFile)(binaries.pgCtl, ['kill', signal.slice(3), String(pid)], { env: binaries.env });
    return;
  }
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (errnoOf(error) !== 'ESRCH') throw error;
  }
}
