import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DataDirNotDirectory, DataDirNotWritable } from './errors.ts';

/**
 * Makes the data directory if it is not there and makes sure that files can be put in it.
 * Throws DataDirNotDirectory or DataDirNotWritable.
 */
export async function ensureDataDir(dataDir: string): Promise<void> {
  try {
    await makeDir(dataDir);
    const found = await stat(dataDir);
    if (!found.isDirectory()) throw new DataDirNotDirectory(dataDir);
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    if (error instanceof DataDirNotDirectory) throw error;
    const code = errnoOf(error);
    if (code === 'EEXIST' || code === 'ENOTDIR') throw new DataDirNotDirectory(dataDir);
    throw new DataDirNotWritable(dataDir, code);
  }
}

/**
 * Like `mkdir -p`. Node's own recursive mkdir never returns below /proc, where the parent is there and making a folder
 * says ENOENT all the same.
 */
async function makeDir(path: string): Promise<void> {
  const isThere = await stat(path).then(
    () => true,
    (error: unknown) => {
      if (errnoOf(error) === 'ENOENT') return false;
      throw error;
    },
  );
  if (isThere) return;
  await makeDir(dirname(path));
  await mkdir(path).catch((error: unknown) => {
    // Another server that starts at the same moment may have been quicker.
    if (errnoOf(error) !== 'EEXIST') throw error;
  });
}

/** The `code` of a system error such as `ENOENT`, or its text where it has none. */
export function errnoOf(error: unknown): string {
  if (error instanceof Error) return (error as NodeJS.ErrnoException).code ?? error.message;
  return String(error);
}
