import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { access, chown, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { guard } from './guard.ts';

const run = promisify(execFile);
const bin = '/usr/lib/postgresql/15/bin';

/**
 * Starts a private PostgreSQL 15 of Debian in a temporary folder on a free port of 127.0.0.1, without durability;
 * installs the package where it is missing and we are root. `stop` removes it. The address needs no password.
 */
export async function startDebianPostgres(): Promise<{ url: string; stop: () => Promise<void> }> {
  await ensureInstalled();
  const owner = await unprivileged();
  const folder = await mkdtemp(join(tmpdir(), 'shaotu-pg15-'));
  if (owner) await chown(folder, owner.uid, owner.gid);
  const cluster = join(folder, 'cluster');
  const port = await freePort();
  const flags = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    `port=${port}`,
    'max_connections=300',
    'fsync=off',
  ];
  const options = { ...owner, cwd: '/' };
  await run(
    `${bin}/initdb`,
    ['-D', cluster, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8'],
    options,
  );
  const words = flags.map((flag) => `-c ${flag}`).join(' ');
  await run(`${bin}/pg_ctl`, ['-D', cluster, '-o', words, '-l', join(folder, 'log'), '-w', 'start'], options);
  const pid = Number((await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n')[0]);
  const endGuard = guard(pid, folder);
  const stop = async () => {
    await endGuard();
    await run(`${bin}/pg_ctl`, ['-D', cluster, '-m', 'fast', '-w', 'stop'], options);
    await rm(folder, { recursive: true, force: true });
  };
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop };
}

export const isDebianPostgresInstalled = (): Promise<boolean> =>
  access(`${bin}/postgres`).then(
    () => true,
    () => false,
  );

async function ensureInstalled(): Promise<void> {
  if (await isDebianPostgresInstalled()) return;
  if (process.getuid?.() !== 0)
    throw new Error('install Debian’s postgresql-15, or run as root so that it can be installed');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { env });
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'postgresql-15'], { env });
}

/** PostgreSQL refuses to run as root: then the user that the package made. */
async function unprivileged(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])]);
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}
