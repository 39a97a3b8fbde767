import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { configOfProcess } from '../config.ts';
import { StartError } from '../start-error.ts';
import { httpApi } from './api.ts';
import { Undelivered } from './delivery.ts';
import { readMapping, ReplayInputError } from './mapping.ts';
import { realSleep } from './real-sleep.ts';
import { readRecords } from './records.ts';
import { replay } from './replay.ts';
import { progressLine } from './replay-progress.ts';
import { rejectsCsv, reportLines } from './replay-report.ts';

const usage =
  'npm run replay -- FILE.csv [--city boston] [--speed 3600|max] [--columns mapping.json] [--server http://HOST:PORT] [--rejects FILE]';

/** Reads the command line; throws ReplayInputError with the usage. */
function readArguments(args: string[]) {
  // The server that the same settings start.
  const { host, port, token } = configOfProcess();
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        city: { type: 'string', default: 'boston' },
        speed: { type: 'string', default: '3600' },
        columns: { type: 'string', default: fileURLToPath(new URL('./mappings/boston-311.json', import.meta.url)) },
        server: { type: 'string', default: `http://${host.includes(':') ? `[${host}]` : host}:${port || 3000}` },
        rejects: { type: 'string' },
      },
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new Error('give one file');
    if (!URL.canParse(values.server)) throw new Error(`--server ${values.server} is not an address`);
    const speed = values.speed === 'max' ? 'max' : Number(values.speed);
    if (speed !== 'max' && !(speed > 0 && speed <= 1e7))
      throw new Error('--speed is above 0 and up to 10000000, or max');
    return { ...values, file, speed, token } as const;
  } catch (error) {
    throw new ReplayInputError(`${(error as Error).message}. Usage: ${usage}`);
  }
}

/** Plays a file; gives the exit code: 0 played, 130 stopped by Ctrl-C. */
async function main(args: string[]): Promise<number> {
  const { file, city, speed, columns, server, rejects, token } = readArguments(args);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  const mapping = await readMapping(columns);
  const records = await readRecords(file, mapping);
  const progress = progressLine(process.stderr, Date.now);
  const report = await replay(
    records,
    mapping,
    { city, speed },
    {
      api: httpApi(server, token),
      sleep: realSleep,
      realNowMs: Date.now,
      signal: stop.signal,
      maxTries: 8,
      concurrency: 32,
      onRetry: progress.note,
      onStart: progress.start,
      onStep: progress.step,
    },
  );
  progress.end();
  if (rejects !== undefined) await writeFile(rejects, rejectsCsv(report.rejects));
  process.stdout.write(`${reportLines(report).join('\n')}\n`);
  return report.complete ? 0 : 130;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const isTold = [ReplayInputError, Undelivered, RangeError, StartError].some((kind) => error instanceof kind);
  if (!isTold) throw error;
  process.stderr.write(`replay: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
