import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { length } from '@turf/turf';
import type { FeatureCollection, LineString } from 'geojson';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { osmFolder } from '../../support/osm-data.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'shaotu-network-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const cli = path.resolve(import.meta.dirname, '../../../geodata/cli.ts');
async function geodata(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const run = promisify(execFile)(process.execPath, ['--import', 'tsx', cli, ...args]);
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    (error: unknown) => {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, out: stdout, err: stderr };
    },
  );
}

describe('npm run geodata -- network', () => {
  it('says how much can be walked and what was left out, and draws it', async () => {
    const out = path.join(folder, 'monaco.geojson');
    const told = await geodata('network', path.join(osmFolder, 'monaco.osm.gz'), '--out', out);
    expect(told.code).toBe(0);
    expect(told.out).toMatch(/part-dropped × \d+/);
    const km = Number(/([\d.]+) km can be walked/.exec(told.out)![1]);
    const lines = JSON.parse(await readFile(out, 'utf8')) as FeatureCollection<LineString>;
    expect(Math.abs(length(lines) - km)).toBeLessThan(0.1);
  });

  it('refuses what is no extract in a sentence', async () => {
    const file = path.join(folder, 'not-a-map.osm.pbf');
    await writeFile(file, 'not a map');
    const told = await geodata('network', file);
    expect(told.code).toBe(1);
    expect(told.err).toMatch(/neither OpenStreetMap PBF nor OpenStreetMap XML/);
    expect(told.err).not.toMatch(/ at /);
    expect((await geodata('network', path.join(folder, 'nowhere.osm'))).code).toBe(1);
  });
});
