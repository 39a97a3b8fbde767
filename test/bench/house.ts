import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { build } from 'vite';
import { cookieName } from '../../server/auth/credential.ts';
import { chooseBrowser } from '../support/chromium.ts';
import { tokenOfHouse } from '../support/first-sign-in.ts';
import { startNode, type NodeProcess } from '../support/node-process.ts';

/** The real product, started as `npm start` does, on a data directory of its own. */
export interface House {
  url: string;
  dataDir: string;
  /** Of an administrator's token with every right. */
  token: string;
  /** From the start of the process to the answer of /readyz, ms. */
  readyMs: number;
  stop: () => Promise<void>;
}

async function untilReady(server: NodeProcess): Promise<string> {
  const line = await server.line((l) => l.includes('http://'));
  const url = /http:\/\/\S+/.exec(line)![0].replace(/\/$/, '');
  const answer = await fetch(`${url}/readyz`);
  if (!answer.ok) throw new Error(`/readyz: ${answer.status}`);
  return url;
}

/** Starts the server on `dataDir` with the demo feed off; the demo city is made there on the first start. */
export async function startHouse(dataDir: string, env: Record<string, string> = {}): Promise<House> {
  const began = performance.now();
  const server = startNode('server/main.ts', [], {
    DATA_DIR: dataDir,
    PORT: '0',
    DEMO_FEED: 'off',
    HOME: process.env.HOME,
    // What is measured is the work, not the pace that a client is held to.
    LIMIT_TOKEN: '1000000000',
    ...env,
  });
  const url = await untilReady(server);
  const readyMs = performance.now() - began;
  const token = await tokenOfHouse(dataDir, url, server.out);
  return {
    url,
    dataDir,
    token,
    readyMs,
    async stop() {
      server.kill('SIGTERM');
      await server.ended;
    },
  };
}

/** Runs `work` with a data directory that is removed after it. */
export async function withDataDir<T>(work: (dataDir: string) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'shaotu-bench-'));
  try {
    return await work(dataDir);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Lets a page in: its browser holds the token as a screen does. */
export const letIn = ({ url, token }: House, page: Page): Promise<void> =>
  page.context().addCookies([{ name: cookieName, value: token, url }]);

export async function openBrowser(): Promise<Browser> {
  const { executablePath, args } = await chooseBrowser(process.env, (line) => void process.stderr.write(`${line}\n`));
  // The bare page is answered by the test, so Chromium takes it for one from elsewhere and would keep it from loopback.
  return chromium.launch({ executablePath, args: [...args, '--disable-features=LocalNetworkAccessChecks'] });
}

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
};

/** Builds the bare page (the peer) into a folder of the run; returns the folder. */
export async function buildBare(dir: string): Promise<string> {
  const outDir = path.join(dir, 'bare');
  await build({
    root: path.join(import.meta.dirname, 'bare'),
    base: '/bare/',
    logLevel: 'warn',
    worker: { format: 'es' },
    build: { outDir, emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 4000 },
  });
  return outDir;
}

/** Answers `/bare/…` of the product's own address from that folder, so that both pages load the same tiles alike. */
export async function serveBare(page: Page, url: string, outDir: string): Promise<void> {
  await page.route(`${url}/bare/**`, async (route) => {
    const file = new URL(route.request().url()).pathname.slice('/bare/'.length);
    const contentType = types[path.extname(file)] ?? 'application/octet-stream';
    await route.fulfill({ body: await readFile(path.join(outDir, file)), contentType });
  });
}

/** The value below which the share `p` of all lies. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? NaN;
}
