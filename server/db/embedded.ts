import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findBinaries, type Binaries } from './binaries.ts';
import { ensureDataDir } from './data-dir.ts';
import { DatabaseWillNotStart } from './errors.ts';
import { launchPostmaster, type Launched } from './launch.ts';
import { checkCluster, clusterExists, embeddedUser, makeCluster, readPassword } from './make-cluster.ts';
import { findPostmaster, forgetStaleLock, isPostmasterOf, removeLockOf, type Postmaster } from './postmaster.ts';
import { stopPostmaster } from './stop.ts';

export interface EmbeddedOptions {
  /** Absolute path; the cluster goes into its folder `postgres`. */
  dataDir: string;
  childEnv: Readonly<Record<string, string>>;
  /** Settings beside ours, e.g. `{ fsync: 'off' }` for a database that is thrown away. */
  settings?: Readonly<Record<string, string>>;
  /** Receives each line of PostgreSQL's log. */
  onLogLine?: (line: string) => void;
}

/** A running embedded PostgreSQL: 127.0.0.1 only. */
export interface Embedded {
  clusterDir: string;
  pid: number;
  /** postgres://user:password@127.0.0.1:port/postgres */
  url: string;
  /** True where a server that crashed had left it running. */
  adopted: boolean;
  /** False when PostgreSQL has ended. */
  isRunning: () => Promise<boolean>;
  /** Fast shutdown: transactions that are under way are rolled back; resolves when PostgreSQL has gone. */
  stop: () => Promise<void>;
}

const pollMs = 10;
/** Crash recovery replays at most a few checkpoints of log; this is far beyond that. */
const readyTimeoutMs = 120_000;
/** Times to look again when another server starts or stops PostgreSQL at the same moment, or takes our port. */
const attempts = 20;
/** A server that is just starting has written its process number long before this many. */
const staleAfterAttempts = 5;

/**
 * Starts the embedded PostgreSQL of `dataDir`, making it where there is none, or adopts the one that a killed server
 * left running. Does not tell whether another server uses it: see `holdServerLock`.
 * Throws the errors of errors.ts; a directory that is refused is left as it was.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { dataDir } = options;
  const clusterDir = join(dataDir, 'postgres');
  await ensureDataDir(dataDir);
  const isNew = !(await clusterExists(clusterDir));
  const binaries = await findBinaries(join(dataDir, 'postgres-lib'), options.childEnv);
  if (isNew) await makeCluster(binaries, { dataDir, clusterDir }, randomBytes(24).toString('base64url'));
  await checkCluster(clusterDir, binaries.major);
  const password = await readPassword(clusterDir);
  const { postmaster, adopted } = await findOrLaunch(binaries, clusterDir, options);
  return {
    clusterDir,
    pid: postmaster.pid,
    url: urlOf(postmaster, password),
    adopted,
    isRunning: () => isPostmasterOf(postmaster.pid, clusterDir),
    stop: () => stopPostmaster(binaries, clusterDir, postmaster.pid),
  };
}

/**
 * Address of the embedded PostgreSQL that runs on `dataDir`; undefined where none does. Whoever may read its password
 * file owns the machine's data anyway.
 */
export async function runningEmbedded(dataDir: string): Promise<string | undefined> {
  const clusterDir = join(dataDir, 'postgres');
  const found = await findPostmaster(clusterDir);
  return found?.status === 'ready' ? urlOf(found, await readPassword(clusterDir)) : undefined;
}

const urlOf = ({ port }: Postmaster, password: string): string =>
  `postgres://${embeddedUser}:${password}@127.0.0.1:${port}/postgres`;

async function findOrLaunch(binaries: Binaries, clusterDir: string, options: EmbeddedOptions) {
  let lastLine = '';
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const found = await readyOrGone(clusterDir);
    if (found) return { postmaster: found, adopted: true };
    const launched = await launchPostmaster(binaries, clusterDir, options);
    const postmaster = await readyOrExited(clusterDir, launched);
    if (postmaster) return { postmaster, adopted: false };
    await removeLockOf(clusterDir, launched.pid);
    lastLine = launched.lastLine();
    if (!isPassing(launched.output())) break;
    await delay(pollMs * attempt);
    if (attempt >= staleAfterAttempts) await forgetStaleLock(clusterDir);
  }
  throw new DatabaseWillNotStart(clusterDir, lastLine);
}

/** Failures that go away: another server's PostgreSQL starts or ends just now, or our port was taken meanwhile. */
const isPassing = (output: string): boolean =>
  /lock file "postmaster\.pid" already exists|lock file "postmaster\.pid" is empty|pre-existing shared memory block|could not bind|could not create any TCP\/IP sockets/.test(
    output,
  );

/** Waits while a server starts or stops; the one that is ready, or undefined where none runs. */
async function readyOrGone(clusterDir: string): Promise<Postmaster | undefined> {
  const end = performance.now() + readyTimeoutMs;
  while (performance.now() < end) {
    const found = await findPostmaster(clusterDir);
    if (!found || found.status === 'ready') return found;
    await delay(pollMs);
  }
  throw new DatabaseWillNotStart(clusterDir, `not ready after ${readyTimeoutMs / 1000} s`);
}

async function readyOrExited(clusterDir: string, launched: Launched): Promise<Postmaster | undefined> {
  const end = performance.now() + readyTimeoutMs;
  while (performance.now() < end) {
    const found = await findPostmaster(clusterDir);
    if (found && found.pid === launched.pid && found.status === 'ready') return found;
    if (launched.hasExited()) return undefined;
    await delay(pollMs);
  }
  throw new DatabaseWillNotStart(clusterDir, `not ready after ${readyTimeoutMs / 1000} s`);
}
