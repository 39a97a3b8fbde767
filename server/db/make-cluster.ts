import { execFile } from 'node:child_process';
import { chown, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Binaries } from './binaries.ts';
import { errnoOf } from './data-dir.ts';
import { DatabaseCorrupt, DatabaseNotMade, DatabaseOtherMajor } from './errors.ts';
import { isAlive, readIfThere } from './postmaster.ts';
import { chooseRunAs, type RunAs } from './run-as.ts';

/** Superuser of the embedded database; its password is made at random and lies inside the cluster, mode 0600. */
export const embeddedUser = 'shaotu';
const passwordName = 'shaotu.password';
const stagingPrefix = 'postgres.new-';

/** True where `clusterDir` holds something, even something broken: that is never overwritten. */
export async function clusterExists(clusterDir: string): Promise<boolean> {
  return readdir(clusterDir).then(
    (names) => names.length > 0,
    (error: unknown) => {
      if (errnoOf(error) === 'ENOENT') return false;
      throw new DatabaseCorrupt(clusterDir, errnoOf(error));
    },
  );
}

/** Reads only. Throws DatabaseCorrupt or DatabaseOtherMajor where PostgreSQL `major` could not run on `clusterDir`. */
export async function checkCluster(clusterDir: string, major: string): Promise<void> {
  const version = (await readIfThere(join(clusterDir, 'PG_VERSION')))?.trim();
  if (version === undefined) throw new DatabaseCorrupt(clusterDir, 'PG_VERSION is missing');
  if (!/^\d{1,3}$/.test(version)) throw new DatabaseCorrupt(clusterDir, 'PG_VERSION is not a number');
  if (version !== major) throw new DatabaseOtherMajor(clusterDir, version, major);
  const control = await stat(join(clusterDir, 'global', 'pg_control')).catch(() => undefined);
  if (!control?.isFile()) throw new DatabaseCorrupt(clusterDir, 'global/pg_control is missing');
}

/** The password of `embeddedUser`. Throws DatabaseCorrupt where it is gone. */
export async function readPassword(clusterDir: string): Promise<string> {
  const password = (await readIfThere(join(clusterDir, passwordName)))?.trim();
  if (!password) throw new DatabaseCorrupt(clusterDir, `${passwordName} is missing`);
  return password;
}

/**
 * Makes a new cluster in `dataDir/postgres` (`clusterDir`): beside its place first and then moved there in one step, so
 * that a crash never leaves half a cluster and of two servers that start together one wins and both use the winner's.
 * Throws DatabaseNotMade with the last line of initdb.
 */
export async function makeCluster(
  binaries: Binaries,
  where: { dataDir: string; clusterDir: string },
  password: string,
): Promise<void> {
  const runAs = await chooseRunAs(undefined, undefined);
  const staging = await mkdtemp(join(where.dataDir, `${stagingPrefix}${process.pid}-`));
  try {
    const passwordPath = join(staging, passwordName);
    await writeFile(passwordPath, password, { mode: 0o600 });
    if (runAs.uid !== undefined) {
      for (const path of [staging, passwordPath]) await chown(path, runAs.uid, runAs.gid ?? runAs.uid);
    }
    const made = join(staging, 'cluster');
    const failure = await runInitdb(binaries, runAs, made, passwordPath);
    if (failure !== undefined) throw new DatabaseNotMade(where.clusterDir, failure);
    await rename(passwordPath, join(made, passwordName));
    await moveInto(made, where.clusterDir);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Undefined, or the last line of what went wrong. */
async function runInitdb(
  binaries: Binaries,
  runAs: RunAs,
  made: string,
  passwordPath: string,
): Promise<string | undefined> {
  const [command, ...words] = [
    ...runAs.prefix,
    binaries.initdb,
    `--pgdata=${made}`,
    `--username=${embeddedUser}`,
    `--pwfile=${passwordPath}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // PostgreSQL's own C.UTF-8 depends on no locale of the machine, so a data directory can be carried to another.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ];
  const { uid, gid } = runAs;
  return promisify(execFile)(command, words, { uid, gid, env: binaries.env }).then(
    () => undefined,
    (error: unknown) => lastLineOf((error as { stderr?: string }).stderr || String(error)),
  );
}

async function moveInto(made: string, clusterDir: string): Promise<void> {
  await rename(made, clusterDir).catch((error: unknown) => {
    if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(errnoOf(error))) throw error;
  });
}

/** The last line of a program's output that says something. */
export function lastLineOf(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return lines.at(-1)?.trim() ?? 'no output';
}

/** Removes what a killed `makeCluster` left behind; call it while holding the server lock. */
export async function removeLeftovers(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (!name.startsWith(stagingPrefix)) continue;
    const maker = Number(name.slice(stagingPrefix.length).split('-')[0]);
    if (isAlive(maker)) continue;
    await rm(join(dataDir, name), { recursive: true, force: true });
  }
}
