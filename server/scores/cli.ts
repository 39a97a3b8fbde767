// npm run scores -- recompute: counts a period from the event log alone and compares it with the API's figures.
import { parseArgs } from 'node:util';
import { configOfProcess } from '../config.ts';
import { cityIdSchema } from '../contract/city.ts';
import { scorePeriodSchema } from '../contract/score.ts';
import { ProblemError } from '../http/problem.ts';
import { StartError } from '../start-error.ts';
import { LogIncomplete } from './fold.ts';
import { recompute } from './recompute.ts';
import { reportLines } from './report.ts';
import { openSource, ScoreInputError } from './sources.ts';

const usage = 'npm run scores -- recompute [--city wuhu] [--period 2026|2026Q3] [--server http://HOST:PORT]';

/** Reads the command line; throws ScoreInputError with the usage. */
function readArguments(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        city: { type: 'string', default: 'wuhu' },
        period: { type: 'string' },
        server: { type: 'string' },
      },
    });
    if (positionals.join(' ') !== 'recompute') throw new Error('the one command is recompute');
    const { city, period, server } = values;
    if (!cityIdSchema.safeParse(city).success) throw new Error(`--city ${city} is no city`);
    if (period !== undefined && !scorePeriodSchema.safeParse(period).success)
      throw new Error(`--period ${period} is no period such as 2026 or 2026Q3`);
    if (server !== undefined && !URL.canParse(server)) throw new Error(`--server ${server} is not an address`);
    return { city, period, server };
  } catch (error) {
    throw new ScoreInputError(`${(error as Error).message}. Usage: ${usage}`);
  }
}

/** Gives the exit code: 0 where all figures agree, 1 where one differs. */
async function main(args: string[]): Promise<number> {
  const { city, period, server } = readArguments(args);
  const { source, close } = await openSource(configOfProcess(), server);
  try {
    const outcome = await recompute(source, city, period);
    process.stdout.write(`${reportLines(outcome, source.name).join('\n')}\n`);
    return outcome.differences.length === 0 ? 0 : 1;
  } finally {
    await close();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const isTold = [ScoreInputError, LogIncomplete, ProblemError, StartError].some((kind) => error instanceof kind);
  if (!isTold) throw error;
  process.stderr.write(`scores: ${(error as Error).message}\n`);
  process.exitCode = 2;
}
