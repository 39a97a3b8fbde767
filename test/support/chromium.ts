import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type Browser } from '@playwright/test';

/** A browser that can draw the map here. */
export interface ChosenBrowser {
  executablePath: string;
  args: string[];
}

const systemNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const debianPackages = [
  ...['chromium', 'fonts-noto-cjk'],
  // Mesa's software renderer, which draws the map several times faster than Chromium's own.
  ...['libgl1-mesa-dri', 'libegl1', 'libgles2'],
];

/** Keeps Chromium from calling anybody by itself: a closed network refuses it, and the tests count every request. */
const quietArgs = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
];
const rendererArgs = {
  'gl-egl': ['--use-gl=angle', '--use-angle=gl-egl', '--ignore-gpu-blocklist'],
  swiftshader: ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'],
} as const;

const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * A Chromium (`CHROME_PATH`, the system's, Playwright's), installed where there is none, with the flags by which it
 * really draws WebGL here. Throws an Error of one line that says what to do.
 */
export async function chooseBrowser(env: NodeJS.ProcessEnv, say: (line: string) => void): Promise<ChosenBrowser> {
  const executablePath = (await findChromium(env)) ?? (await installChromium(env, say));
  for (const renderer of Object.values(rendererArgs)) {
    const chosen = { executablePath, args: [...quietArgs, ...(isRoot() ? ['--no-sandbox'] : []), ...renderer] };
    if (await drawsWebGl(chosen)) return chosen;
  }
  throw new Error(`${executablePath} does not draw WebGL 2 here; name another browser in CHROME_PATH.`);
}

/** Path of an installed Chromium; undefined where there is none. Throws where `CHROME_PATH` names no program. */
export async function findChromium(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const named = env['CHROME_PATH'];
  if (named !== undefined && named !== '') {
    if (await isProgram(named)) return named;
    throw new Error(`CHROME_PATH is ${named}, where there is no program; set it to a Chromium, or unset it.`);
  }
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const places = systemNames.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  for (const place of [...places, chromium.executablePath()]) if (await isProgram(place)) return place;
  return undefined;
}

const isProgram = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

/** As root on Debian the package, which brings what it needs of the system; else Playwright's own. */
async function installChromium(env: NodeJS.ProcessEnv, say: (line: string) => void): Promise<string> {
  say('No Chromium found: installing one …');
  const debian = [
    ['apt-get', 'update', '-qq'],
    ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...debianPackages],
  ];
  const playwright = [['npx', '--no', 'playwright', 'install', 'chromium']];
  for (const commands of isRoot() ? [debian, playwright] : [playwright]) {
    if (!(await runAll(commands, env))) continue;
    const found = await findChromium(env);
    if (found !== undefined) return found;
  }
  throw new Error(
    'No Chromium, and none could be installed: install one (on Debian, as root: apt-get install chromium) or set CHROME_PATH.',
  );
}

async function runAll(commands: string[][], env: NodeJS.ProcessEnv): Promise<boolean> {
  for (const [program, ...words] of commands) {
    const child = spawn(program!, words, {
      env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    });
    const code = await once(child, 'exit').then(
      ([exitCode]) => exitCode as number | null,
      () => null,
    );
    if (code !== 0) return false;
  }
  return true;
}

/** Draws a red square by WebGL 2 and reads it back. */
export async function drawsWebGl({ executablePath, args }: ChosenBrowser): Promise<boolean> {
  let browser: Browser | undefined;
  try {
    browser = await chromium.launch({ executablePath, args, timeout: 30_000 });
    const page = await browser.newPage();
    return await page.evaluate(() => {
      const gl = document.createElement('canvas').getContext('webgl2');
      if (gl === null) return false;
      gl.clearColor(1, 0, 0, 1);
      gl.clear(gl.COLOR_BUFFER_BIT);
      const pixel = new Uint8Array(4);
      gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
      return pixel[0] === 255 && pixel[1] === 0 && pixel[3] === 255;
    });
  } catch (error) {
    // A renderer that is missing ends the browser: that is the answer. Anything else is said when no renderer works.
    process.stderr.write(`${args.at(-1) ?? ''}: ${(error as Error).message.split('\n')[0]!}\n`);
    return false;
  } finally {
    await browser?.close();
  }
}
