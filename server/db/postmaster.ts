import { execFile } from 'node:child_process';
import { link, readFile, readlink, realpath, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { errnoOf } from './data-dir.ts';

/** A running PostgreSQL server, as its `postmaster.pid` tells. */
export interface Postmaster {
  pid: number;
  port: number;
  status: 'starting' | 'ready' | 'stopping';
}

const lockFileName = 'postmaster.pid';

/**
 * The server that runs on `clusterDir`, or undefined where there is none. A `postmaster.pid` that a crash left behind
 * counts as none, even when its process number belongs to somebody else by now.
 * Lines of the file: pid, directory, start time, port, socket folder, address, shared memory, status
 * (PostgreSQL's src/include/utils/pidfile.h).
 */
export async function findPostmaster(clusterDir: string): Promise<Postmaster | undefined> {
  const lines = (await readIfThere(join(clusterDir, lockFileName)))?.split('\n');
  const pid = Number(lines?.[0]);
  if (!lines || !Number.isInteger(pid) || pid <= 0) return undefined;
  if (!(await isPostmasterOf(pid, clusterDir))) return undefined;
  const status = lines[7]?.trim();
  return { pid, port: Number(lines[3]), status: status === 'ready' || status === 'stopping' ? status : 'starting' };
}

/** True where process `pid` lives and is the server of `clusterDir`. */
export async function isPostmasterOf(pid: number, clusterDir: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform === 'linux') return worksIn(pid, clusterDir);
  if (process.platform === 'win32') return true;
  const { stdout } = await promisify(execFile)('ps', ['-p', String(pid), '-o', 'command=']).catch(() => ({
    stdout: '',
  }));
  return stdout.includes(clusterDir);
}

/** A postmaster's working directory is its cluster; a zombie has none. */
async function worksIn(pid: number, clusterDir: string): Promise<boolean> {
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(clusterDir));
  } catch (error) {
    // Another user's process may hide its folder: believe the file rather than start a second server.
    return ['EACCES', 'EPERM'].includes(errnoOf(error));
  }
}

/** True where a process with this number exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}

/** Text of a file, or undefined where there is no such file. */
export async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error))) return undefined;
    throw error;
  });
}

/**
 * Removes a `postmaster.pid` that belongs to no server. PostgreSQL does so itself unless some process has the number
 * that stands in the file: after a crash or in a new container that may be anybody. Where another server writes its
 * file just then, it is put back.
 */
export async function forgetStaleLock(clusterDir: string): Promise<void> {
  const path = join(clusterDir, lockFileName);
  const stale = await readIfThere(path);
  if (stale === undefined || (await findPostmaster(clusterDir))) return;
  const aside = `${path}.stale-${process.pid}`;
  await rename(path, aside);
  if ((await readIfThere(aside)) !== stale) await link(aside, path);
  await unlink(aside);
}

/** Removes the `postmaster.pid` of a server of ours that ended before it was ready: after a PANIC it stays behind. */
export async function removeLockOf(clusterDir: string, pid: number | undefined): Promise<void> {
  const path = join(clusterDir, lockFileName);
  const text = await readIfThere(path);
  if (pid !== undefined && Number(text?.split('\n')[0]) === pid) await unlink(path);
}
