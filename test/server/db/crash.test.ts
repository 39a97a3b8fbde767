import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPostmaster } from '../../../server/db/postmaster.ts';
import { gone, makeDataDir, type TestDataDir } from '../../support/data-dir.ts';
import { startNode, type NodeProcess } from '../../support/node-process.ts';

let place: TestDataDir;
let running: NodeProcess[];
beforeEach(async () => {
  place = await makeDataDir();
  running = [];
});
afterEach(async () => {
  for (const writer of running) writer.kill('SIGKILL');
  await Promise.all(running.map(({ ended }) => ended));
  await place.remove();
});

function startWriter(): NodeProcess {
  const writer = startNode('test/server/db/programs/writer.ts', [], { DATA_DIR: place.dataDir });
  running.push(writer);
  return writer;
}

const acknowledged = (writer: NodeProcess): number[] =>
  writer.out.filter((line) => line.startsWith('acknowledged')).map((line) => Number(line.split(' ')[1]));

/** Kills a writer without a word, once it has acknowledged `rows` rows. */
async function killAfter(writer: NodeProcess, rows: number): Promise<void> {
  let count = 0;
  await writer.line((line) => line.startsWith('acknowledged') && ++count >= rows);
  writer.kill('SIGKILL');
  expect((await writer.ended).signal).toBe('SIGKILL');
}

async function killPostgres(): Promise<void> {
  const postmaster = await findPostmaster(place.clusterDir);
  process.kill(postmaster!.pid, 'SIGKILL');
  await gone(place.clusterDir);
}

describe('after kill -9', () => {
  it('no acknowledged row is lost, whatever was killed, in eight rounds', async () => {
    const expected = new Map<number, number>();
    for (let round = 0; round < 8; round += 1) {
      const writer = startWriter();
      const [, how, highest] = (await writer.line((line) => line.startsWith('ready'))).split(' ');
      // Even rounds kill the server alone, so PostgreSQL lives on; odd ones kill both.
      expect(how).toBe(round % 2 === 0 ? 'started' : 'adopted');
      const last = Math.max(0, ...expected.keys());
      // A row may have been committed in the moment between its commit and its acknowledgement, no more than one.
      expect(Number(highest)).toBeGreaterThanOrEqual(last);
      expect(Number(highest)).toBeLessThanOrEqual(last + 1);
      await killAfter(writer, 20 + round * 17);
      for (const n of acknowledged(writer)) expected.set(n, writer.pid);
      if (round % 2 === 1) await killPostgres();
    }
    const stored = await readRows();
    expect(stored.size).toBeGreaterThanOrEqual(expected.size);
    for (const [n, pid] of expected) expect(stored.get(n)).toBe(pid);
  }, 240_000);

  it('the PostgreSQL that was left running is stopped in order by the next server', async () => {
    await killAfter(startWriter(), 5);
    const left = await findPostmaster(place.clusterDir);
    const next = startWriter();
    await next.line((line) => line.startsWith('ready adopted'));
    expect((await findPostmaster(place.clusterDir))?.pid).toBe(left?.pid);
    next.kill('SIGTERM');
    expect((await next.ended).code).toBe(0);
    expect(next.out.at(-1)).toBe('closed');
    expect(await findPostmaster(place.clusterDir)).toBeUndefined();
  });

  it('a process number that belongs to somebody else by now keeps nobody out', async () => {
    await killAfter(startWriter(), 5);
    const pidFile = join(place.clusterDir, 'postmaster.pid');
    const lines = (await readFile(pidFile, 'utf8')).split('\n');
    await killPostgres();
    const stranger = spawn('sleep', ['600'], { stdio: 'ignore' });
    await writeFile(pidFile, [String(stranger.pid), ...lines.slice(1)].join('\n'));
    const next = startWriter();
    await next.line((line) => line.startsWith('ready started'));
    expect(stranger.exitCode).toBeNull();
    stranger.kill();
    await once(stranger, 'exit');
  });

  it('an empty lock file keeps nobody out', async () => {
    await killAfter(startWriter(), 5);
    await killPostgres();
    await writeFile(join(place.clusterDir, 'postmaster.pid'), '');
    await startWriter().line((line) => line.startsWith('ready started'));
  });
});

/** Every row, and the process that wrote it, as one more server finds them. */
async function readRows(): Promise<Map<number, number>> {
  const writer = startWriter();
  await writer.line((line) => line.startsWith('ready'));
  const port = (await findPostmaster(place.clusterDir))!.port;
  const password = await readFile(join(place.clusterDir, 'shaotu.password'), 'utf8');
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'shaotu', password, database: 'postgres' });
  await client.connect();
  const { rows } = await client.query<{ n: number; writer: number }>('select n, writer from written');
  await client.end();
  return new Map(rows.map((row) => [row.n, row.writer]));
}
