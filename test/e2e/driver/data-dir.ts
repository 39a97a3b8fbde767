import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One data directory for the whole run, also where a failed test makes Playwright start another worker. */
const dataDirOf = (runnerPid: number): string => join(tmpdir(), `shaotu-e2e-${runnerPid}`);

/** For a worker, whose parent is the runner. */
export async function makeDataDirOfRun(): Promise<string> {
  const dataDir = dataDirOf(process.ppid);
  await mkdir(dataDir, { recursive: true });
  return dataDir;
}

/** For the runner itself. */
export const removeDataDirOfRun = (): Promise<void> => rm(dataDirOf(process.pid), { recursive: true, force: true });
