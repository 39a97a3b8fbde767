/**
 * npm run geodata -- derive-wuhu ECHARTS_FOLDER DIVISION_FOLDER   small files of Wuhu out of two unpacked packages
 * npm run geodata -- demo [--seed N] --out FOLDER                 the demo city as GeoJSON layers
 * npm run geodata -- check FILE                                   whether a GeoJSON boundary can be used
 * npm run geodata -- network FILE [--out FILE]                    the walking network of an OpenStreetMap extract
 */
import { createReadStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { checkBoundary } from './check/boundary.ts';
import type { Finding } from './check/rings.ts';
import { deriveWuhu } from './cities/wuhu/derive.ts';
import { makeDemoCity } from './demo/city.ts';
import { layersOf } from './layers.ts';
import { networkFromOsm } from './network/from-osm.ts';
import { networkLines } from './network/lines.ts';
import { edgeFlags } from './network/model.ts';

const USAGE = `usage: npm run geodata -- derive-wuhu ECHARTS_FOLDER DIVISION_FOLDER
       npm run geodata -- demo [--seed N] --out FOLDER
       npm run geodata -- check FILE
       npm run geodata -- network FILE [--out FILE]
`;
const DEFAULT_SEED = '20201231';
/** A whole country's extract is some gigabytes. */
const wholeCountry = { packedBytes: 16e9, unpackedBytes: 256e9 };

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function derive(boundaries: string, divisions: string): number {
  const folder = fileURLToPath(new URL('./cities/wuhu/', import.meta.url));
  for (const repair of deriveWuhu(boundaries, divisions, folder)) say(repair);
  return 0;
}

async function demo(seed: number, folder: string): Promise<number> {
  const city = await makeDemoCity(seed, (done, total, step) => say(`${done}/${total} ${step}`));
  mkdirSync(folder, { recursive: true });
  for (const { name, collection } of layersOf(city)) {
    const file = path.join(folder, `${name}.geojson`);
    writeFileSync(file, JSON.stringify(collection));
    say(`${file}: ${collection.features.length} features`);
  }
  return 0;
}

function check(file: string): number {
  const { features, notes, rejects } = checkBoundary(JSON.parse(readFileSync(file, 'utf8')));
  const line = ({ at, code, detail }: Finding): string => `${at}: ${code}, ${detail}`;
  for (const note of notes) say(`repaired  ${line(note)}`);
  for (const reject of rejects) say(`rejected  ${line(reject)}`);
  say(`${features.length} features can be used`);
  return rejects.length > 0 || features.length === 0 ? 1 : 0;
}

/** Reads an extract and says what is in it; with `out` the network's edges as GeoJSON lines. */
async function network(file: string, out: string | undefined): Promise<number> {
  const { network: made, notes } = await networkFromOsm(() => createReadStream(file), { limits: wholeCountry });
  const [nodes, edges] = [made.nodes.length / 2, made.from.length];
  const km = made.metres.reduce((sum, metres) => sum + metres, 0) / 1000;
  const steps = made.flags.filter((flags) => (flags & edgeFlags.steps) !== 0).length;
  for (const { code, count, metres, detail } of notes) say(`note      ${code} × ${count}, ${(metres / 1000).toFixed(1)} km: ${detail}`); // prettier-ignore
  say(`${nodes} nodes, ${edges} edges (${steps} of steps), ${km.toFixed(1)} km can be walked`);
  if (out !== undefined) writeFileSync(out, JSON.stringify(networkLines(made)));
  return edges > 0 ? 0 : 1;
}

async function run(args: string[]): Promise<number> {
  const options = { seed: { type: 'string', default: DEFAULT_SEED }, out: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [command, first, second] = positionals;
  const seed = Number(values.seed);
  if (command === 'derive-wuhu' && first && second) return derive(first, second);
  if (command === 'demo' && values.out && Number.isSafeInteger(seed)) return demo(seed, values.out);
  if (command === 'check' && first) return check(first);
  if (command === 'network' && first) return network(first, values.out);
  process.stderr.write(USAGE);
  return 2;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
