import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { StartError } from './start-error.ts';

/** The client cannot be built, or there is none. */
export class ClientUnavailable extends StartError {
  constructor(reason: string) {
    super('client-unavailable', {
      en: `The client could not be built (${reason}): run npm ci, then npm run build to see why.`,
      zh: '前端构建失败：请先运行 npm ci，再运行 npm run build 查看原因。',
    });
  }
}

/** What the built client depends on, below the project's root. */
const sources = ['client', 'server/contract', 'geodata/crs', 'package-lock.json'];
const markName = '.built';
const buildTimeoutMs = 600_000;

export interface ClientBuildOptions {
  /** Absolute path of the project. */
  root: string;
  childEnv: Readonly<Record<string, string>>;
  signal: AbortSignal;
  /** Called when a build begins, which takes some seconds. */
  onBuild: () => void;
}

/**
 * Builds the client into `dist/client` unless the one there was made from the same sources, told by their content.
 * The build goes beside its place and is moved there when it is whole. Where Vite is not installed a client that is
 * there is taken as it is. Returns the folder. Throws ClientUnavailable.
 */
export async function ensureClient(options: ClientBuildOptions): Promise<string> {
  const { root } = options;
  const target = join(root, 'dist', 'client');
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const isBuilt = existsSync(join(target, 'index.html'));
  const canBuild = existsSync(vite) && existsSync(join(root, 'client', 'index.html'));
  if (!canBuild) {
    if (isBuilt) return target;
    throw new ClientUnavailable('Vite is not installed and dist/client is empty');
  }
  const digest = await digestOf(root);
  const mark = isBuilt ? await readFile(join(target, markName), 'utf8').catch(() => '') : '';
  if (mark === digest) return target;
  options.onBuild();
  await build(vite, target, digest, options);
  return target;
}

async function build(vite: string, target: string, digest: string, options: ClientBuildOptions): Promise<void> {
  const { root, childEnv, signal } = options;
  const staging = join(root, 'dist', `client.new-${process.pid}`);
  const old = join(root, 'dist', `client.old-${process.pid}`);
  try {
    // In a process of its own: the bundler's memory goes with it.
    const words = ['build', join(root, 'client'), '--outDir', staging, '--emptyOutDir', '--logLevel', 'error'];
    await promisify(execFile)(process.execPath, [vite, ...words], {
      env: { ...childEnv, NODE_ENV: 'production' },
      signal,
      timeout: buildTimeoutMs,
    });
    await writeFile(join(staging, markName), digest);
    await mkdir(target, { recursive: true });
    await rename(target, old);
    await rename(staging, target);
  } catch (error) {
    signal.throwIfAborted();
    throw new ClientUnavailable(firstLineOf(error));
  } finally {
    for (const path of [staging, old]) await rm(path, { recursive: true, force: true });
  }
}

function firstLineOf(error: unknown): string {
  const { stderr, message } = error as Error & { stderr?: string };
  const lines = (stderr ?? '').split('\n').filter((line) => line.trim() !== '');
  return lines[0] ?? message;
}

/** SHA-256 over the names and contents of the sources. */
export async function digestOf(root: string): Promise<string> {
  const hash = createHash('sha256');
  for (const path of await filesOf(root)) {
    hash.update(`${path}\0`).update(await readFile(join(root, path)));
  }
  return hash.digest('hex');
}

async function filesOf(root: string): Promise<string[]> {
  const found: string[] = [];
  for (const source of sources) {
    if (source.includes('.')) found.push(source);
    else {
      const entries = await readdir(join(root, source), { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile());
      found.push(...files.map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)));
    }
  }
  return found.sort();
}
