import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findBinaries, type Binaries } from '../../../server/db/binaries.ts';
import { DatabaseNotMade } from '../../../server/db/errors.ts';
import { makeCluster, readPassword, removeLeftovers } from '../../../server/db/make-cluster.ts';
import { makeDataDir, type TestDataDir } from '../../support/data-dir.ts';

let place: TestDataDir;
let binaries: Binaries;
beforeEach(async () => {
  place = await makeDataDir();
  binaries = await findBinaries('/nonexistent', { PATH: process.env['PATH'] });
});
afterEach(() => place.remove());

describe('makeCluster', () => {
  it('of two at the same moment one wins, and both find its password', async () => {
    await Promise.all(['first', 'second'].map((password) => makeCluster(binaries, place, password)));
    expect(await readdir(place.dataDir)).toEqual(['postgres']);
    expect(['first', 'second']).toContain(await readPassword(place.clusterDir));
  });

  it('leaves nothing behind when initdb fails, and says what it said', async () => {
    const failing = { ...binaries, initdb: 'ls' };
    const attempt = makeCluster(failing, place, 'secret');
    await expect(attempt).rejects.toThrow(DatabaseNotMade);
    await expect(attempt).rejects.toThrow(
      /^Cannot make the database [^\n]*"[^\n]*ls[^\n]*"[^\n]*DATABASE_URL[^\n]*。$/,
    );
    expect(await readdir(place.dataDir)).toEqual([]);
  });
});

describe('removeLeftovers', () => {
  it('removes what a killed server left, not what a living one is making or anything else', async () => {
    const mine = `postgres.new-${process.pid}-abc`;
    // Linux numbers processes up to 2²², so nobody has this number.
    for (const name of [mine, 'postgres.new-4194305-abc', 'postgres', 'notes']) await mkdir(join(place.dataDir, name));
    await removeLeftovers(place.dataDir);
    expect((await readdir(place.dataDir)).sort()).toEqual(['notes', 'postgres', mine]);
  });
});
