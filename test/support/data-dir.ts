import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { findPostmaster } from '../../server/db/postmaster.ts';

/** A data directory of the test's own. */
export interface TestDataDir {
  dataDir: string;
  clusterDir: string;
  /** Kills the PostgreSQL that a test left running there, and removes the directory. */
  remove: () => Promise<void>;
}

export async function makeDataDir(): Promise<TestDataDir> {
  const dataDir = await mkdtemp(join(tmpdir(), 'shaotu-data-'));
  const clusterDir = join(dataDir, 'postgres');
  const remove = async () => {
    const left = await findPostmaster(clusterDir);
    if (left) process.kill(left.pid, 'SIGQUIT');
    await gone(clusterDir);
    await rm(dataDir, { recursive: true, force: true });
  };
  return { dataDir, clusterDir, remove };
}

/** Resolves when no PostgreSQL runs on the cluster any more. */
export async function gone(clusterDir: string): Promise<void> {
  await vi.waitUntil(async () => (await findPostmaster(clusterDir)) === undefined, { timeout: 60_000, interval: 10 });
}

/** SHA-256 over the names and contents of everything below a directory: equal before and after means untouched. */
export async function digestOfTree(dir: string): Promise<string> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const paths = entries.map((entry) => ({ path: join(entry.parentPath, entry.name), entry }));
  paths.sort((a, b) => (a.path < b.path ? -1 : 1));
  const hash = createHash('sha256');
  for (const { path, entry } of paths) {
    hash.update(`${path}\0`);
    if (entry.isFile()) hash.update(await readFile(path));
    if (entry.isSymbolicLink()) hash.update(await readlink(path));
  }
  return hash.digest('hex');
}
