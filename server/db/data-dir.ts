import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { DataDirNotDirectory, DataDirNotWritable } from './errors.ts';

/**
 * Makes the data directory if it is not there and makes sure that files can be put in it.
 * Throws DataDirNotDirectory or DataDirNotWritable.
 */
export async function ensureDataDir(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true });
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

/** The `code` of a system error such as `ENOENT`, or its text where it has none. */
export function errnoOf(error: unknown): string {
  if (error instanceof Error) return (error as NodeJS.ErrnoException).code ?? error.message;
  return String(error);
}
