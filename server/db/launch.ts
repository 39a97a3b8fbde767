import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import type { Binaries } from './binaries.ts';
import { lastLineOf } from './make-cluster.ts';
import { chooseRunAs } from './run-as.ts';

/** A PostgreSQL that was just started, ready or not. */
export interface Launched {
  pid: number | undefined;
  hasExited: () => boolean;
  /** What it has logged so far, the newest 200 lines. */
  output: () => string;
  lastLine: () => string;
}

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Above ERROR in the order of the log: a refused row is the server's own business and told there.
  log_min_messages: 'log',
  log_checkpoints: 'off',
};
const linesKept = 200;

/**
 * Starts `postgres` on a cluster and returns at once. The port goes in by the environment, so that the same command
 * line is written to `postmaster.opts` at every start. The process has a group of its own: Ctrl-C reaches our server
 * first, which then stops it in order.
 */
export async function launchPostmaster(
  binaries: Binaries,
  clusterDir: string,
  options: { settings?: Readonly<Record<string, string>>; onLogLine?: (line: string) => void },
): Promise<Launched> {
  const owner = await stat(clusterDir);
  const { prefix, uid, gid } = await chooseRunAs(owner.uid, owner.gid);
  const flags = Object.entries({ ...settings, ...options.settings }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const [command = '', ...words] = [...prefix, binaries.postgres, '-D', clusterDir, ...flags];
  const env = { ...binaries.env, PGPORT: String(await freePort()) };
  const child = spawn(command, words, { uid, gid, env, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  return follow(child, options.onLogLine);
}

function follow(child: ChildProcess, onLogLine: ((line: string) => void) | undefined): Launched {
  const lines: string[] = [];
  let exited = false;
  const add = (line: string) => {
    lines.push(line);
    if (lines.length > linesKept) lines.shift();
    onLogLine?.(line);
  };
  if (child.stderr) createInterface(child.stderr).on('line', add);
  child.on('error', (error) => {
    add(error.message);
    exited = true;
  });
  // 'close' comes after the last line, unlike 'exit'.
  child.on('close', () => (exited = true));
  child.unref();
  const output = () => lines.join('\n');
  return { pid: child.pid, hasExited: () => exited, output, lastLine: () => failureIn(output()) };
}

/** The line that tells why: PostgreSQL ends with one or two that only say that it shuts down. */
function failureIn(output: string): string {
  const grave = output.split('\n').filter((line) => /(FATAL|PANIC):/.test(line));
  const line = grave.at(-1) ?? lastLineOf(output);
  return line.replace(/^.*?(FATAL|PANIC): */, '');
}

/** A port of 127.0.0.1 that is free now; PostgreSQL may still find it taken, then the caller tries again. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
