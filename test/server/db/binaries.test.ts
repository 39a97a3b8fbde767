import { mkdir, mkdtemp, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findBinaries, libraryEnv } from '../../../server/db/binaries.ts';
import { EmbeddedUnavailable } from '../../../server/db/errors.ts';

describe('findBinaries', () => {
  it('finds the PostgreSQL of this machine', async () => {
    const binaries = await findBinaries('/nonexistent', { PATH: '/bin' });
    expect(binaries.major).toBe('18');
    expect(binaries.env).toMatchObject({ PATH: '/bin' });
  });

  it.each(['linux-riscv64', 'freebsd-x64', 'darwin-arm64'])(
    'asks for DATABASE_URL in one line on %s',
    async (platform) => {
      // Programs for darwin exist, but npm installs none of them on another machine.
      const attempt = findBinaries('/nonexistent', {}, platform);
      await expect(attempt).rejects.toThrow(EmbeddedUnavailable);
      await expect(attempt).rejects.toThrow(
        /^The built-in PostgreSQL cannot run here \([^\n]*Set DATABASE_URL[^\n]*DATABASE_URL [^\n]*。$/,
      );
    },
  );
});

describe('the links between libraries, where npm ran no install scripts', () => {
  let root: string;
  let libDir: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'shaotu-libraries-'));
    libDir = join(root, 'elsewhere', 'lib');
    await mkdir(join(root, 'native', 'lib'), { recursive: true });
    await writeFile(join(root, 'native', 'lib', 'libone.so.1.2'), 'one');
  });
  afterEach(() => rm(root, { recursive: true }));
  const listLinks = (target: string) =>
    writeFile(
      join(root, 'native', 'pg-symlinks.json'),
      JSON.stringify([{ source: 'native/lib/libone.so.1.2', target }]),
    );

  it('are made beside the libraries, once', async () => {
    await listLinks('native/lib/libone.so.1');
    for (let time = 0; time < 2; time += 1) expect(await libraryEnv(root, libDir)).toEqual({});
    expect(await readlink(join(root, 'native/lib/libone.so.1'))).toBe('libone.so.1.2');
    expect(await readFile(join(root, 'native/lib/libone.so.1'), 'utf8')).toBe('one');
  });

  it('are made elsewhere and put on the library path where that folder cannot be written', async () => {
    // A folder that is not there stands for one that cannot be written: root may write everywhere.
    await listLinks('native/readonly/libone.so.1');
    for (let time = 0; time < 2; time += 1) {
      expect(await libraryEnv(root, libDir)).toEqual({ LD_LIBRARY_PATH: `${libDir}:${join(root, 'native', 'lib')}` });
    }
    expect(await readFile(join(libDir, 'libone.so.1'), 'utf8')).toBe('one');
  });

  it('are nobody’s business where the package lists none', async () => {
    expect(await libraryEnv(root, libDir)).toEqual({});
  });
});
