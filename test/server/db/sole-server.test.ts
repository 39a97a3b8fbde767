import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import pg from 'pg';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
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

const isReady = (line: string) => line.startsWith('ready');
const inUse = /^Another server \(pid \d+\) is using the data directory .*：请先停止它，或将 DATA_DIR 设为其他文件夹。$/;

/** Resolves when a writer has committed another ten rows, whatever it had committed before. */
async function goesOn(writer: NodeProcess): Promise<void> {
  const past = writer.out.length;
  let more = 0;
  await writer.line((line) => writer.out.length > past && line.startsWith('acknowledged') && ++more >= 10);
}

describe('two servers on one data directory', () => {
  it('the second ends with one line and code 1, the first is not disturbed', async () => {
    const first = startWriter();
    await first.line(isReady);
    const second = startWriter();
    expect(await second.ended).toEqual({ code: 1, signal: null });
    expect(second.out).toEqual([]);
    expect(second.err).toHaveLength(1);
    expect(second.err[0]).toMatch(inUse);
    expect(second.err[0]).toContain(`pid ${first.pid}`);
    await goesOn(first);
    expect(first.out.filter((line) => line.startsWith('refused'))).toEqual([]);
  });

  it('of three that start together on an empty directory one works', async () => {
    const all = [startWriter(), startWriter(), startWriter()];
    const outcomes = await Promise.all(
      all.map((writer) =>
        writer.line(isReady).then(
          () => 'works',
          async () => (await writer.ended, writer.err.join('\n')),
        ),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'works')).toHaveLength(1);
    expect(outcomes.filter((outcome) => inUse.test(outcome))).toHaveLength(2);
  });

  it('one that starts while another ends takes over', async () => {
    const first = startWriter();
    await first.line(isReady);
    await goesOn(first);
    const second = startWriter();
    first.kill('SIGTERM');
    await second.line(isReady);
    await goesOn(second);
    expect((await first.ended).code).toBe(0);
    expect(first.out.at(-1)).toBe('closed');
  });
});

describe('when PostgreSQL drops its connections under a working server', () => {
  it('the server keeps its directory and goes on', async () => {
    const first = startWriter();
    await first.line(isReady);
    await crashOneBackend();
    await first.line((line) => line.startsWith('refused'));
    await goesOn(first);
    const second = startWriter();
    expect((await second.ended).code).toBe(1);
    expect(second.err[0]).toMatch(inUse);
    await goesOn(first);
  });

  it('the server ends with one line and code 1 when PostgreSQL is gone for good', async () => {
    const first = startWriter();
    await first.line(isReady);
    process.kill((await findPostmaster(place.clusterDir))!.pid, 'SIGKILL');
    await gone(place.clusterDir);
    expect(await first.ended).toEqual({ code: 1, signal: null });
    expect(first.err).toHaveLength(1);
    expect(first.err[0]).toMatch(/^The database went away while the server was running .*请重新启动服务。$/);
  });
});

/** Kills a process of PostgreSQL that serves a connection; PostgreSQL then ends all others and recovers. */
async function crashOneBackend(): Promise<void> {
  const { port } = (await findPostmaster(place.clusterDir))!;
  const password = await readFile(join(place.clusterDir, 'shaotu.password'), 'utf8');
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'shaotu', password, database: 'postgres' });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  process.kill(rows[0]!.pid, 'SIGKILL');
}
