// `npm test`: every check, then every runner in turn, none left out because an earlier one failed. The last line is the
// sum over all of them; the exit code is 1 where anything failed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDebianPostgresInstalled } from './support/debian-postgres.ts';
import {
  countPlaywright,
  countVitest,
  lineOf,
  noCounts,
  reportIn,
  sumOf,
  withExit,
  type Counts,
  type PlaywrightReport,
  type VitestReport,
} from './support/test-counts.ts';

interface Step {
  name: string;
  /** An npm script with its words. */
  script: string[];
  env?: Record<string, string>;
  /** Why the step cannot be taken on this machine; left out where it can. It then counts as skipped. */
  not?: string | undefined;
  /** Reads what the runner counted; left out: the step is one check. */
  counts?: () => Promise<Counts>;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/**
 * Tests of what speaks SQL; they run on the oldest PostgreSQL that DATABASE_URL may name as well. What differs there is the
 * dialect, so the plain tests of each statement are enough: those that try thousands of orders of them ran before.
 */
const sqlTests = [
  ...['areas', 'cities', 'feed', 'http', 'live', 'scores', 'stations', 'telling', 'tiles', 'whistles'].map(
    (room) => `test/server/${room}/`,
  ),
  'test/server/db/migrate',
  ...['--exclude=**/*.property.test.ts', '--exclude=**/kill*.test.ts', '--exclude=**/year.test.ts'],
];

/** CI always has the second database; elsewhere nothing is installed for a person who did not ask. */
const noSecondDatabase = async (): Promise<string | undefined> =>
  process.env['CI'] !== undefined || (await isDebianPostgresInstalled())
    ? undefined
    : 'needs Debian’s postgresql-15 (installed by itself where CI is set)';

const unitStep = (name: string, files: string[], report: string): Step => ({
  name,
  script: ['unit', '--', ...files, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
  counts: async () => countVitest((await reportIn(report)) as VitestReport | undefined),
});

/** Each keeps one core busy and says nothing while all is well, so they run side by side. */
const checks: Step[] = [
  { name: 'lint', script: ['lint'] },
  { name: 'format', script: ['format:check'] },
  { name: 'types', script: ['types'] },
];

/** The runners, which want the machine for themselves. */
async function stepsOf(folder: string): Promise<Step[]> {
  const e2e = path.join(folder, 'e2e.json');
  return [
    unitStep('unit and integration tests', [], path.join(folder, 'unit.json')),
    {
      ...unitStep('the same SQL on PostgreSQL 15', sqlTests, path.join(folder, 'sql.json')),
      env: { TEST_DATABASE_URL: 'debian' },
      not: await noSecondDatabase(),
    },
    {
      name: 'browser tests',
      script: ['e2e', '--', '--reporter=list,json'],
      env: { PLAYWRIGHT_JSON_OUTPUT_FILE: e2e },
      counts: async () => countPlaywright((await reportIn(e2e)) as PlaywrightReport | undefined),
    },
  ];
}

/** Runs an npm script with its output shown; gives its exit code, 1 where a signal ended it. */
async function runScript({ script, env }: Step): Promise<number> {
  const child = spawn('npm', ['run', '--silent', ...script], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

async function take(step: Step): Promise<Counts> {
  say(`\n── ${step.name}`);
  if (step.not !== undefined) {
    say(`── ${step.name}: left out, ${step.not}`);
    return { ...noCounts, skipped: 1 };
  }
  const beganMs = performance.now();
  const exitCode = await runScript(step);
  const seconds = ((performance.now() - beganMs) / 1000).toFixed(1);
  const counts = step.counts === undefined ? checkCounts(exitCode) : withExit(await step.counts(), exitCode);
  const line = `${step.name}: ${exitCode === 0 ? 'passed' : 'FAILED'} in ${seconds} s`;
  say(`── ${line}${step.counts === undefined ? '' : `, ${lineOf(counts)}`}`);
  return counts;
}

const checkCounts = (exitCode: number): Counts => ({
  passed: exitCode === 0 ? 1 : 0,
  failed: exitCode === 0 ? 0 : 1,
  skipped: 0,
});

const folder = await mkdtemp(path.join(tmpdir(), 'shaotu-test-'));
try {
  const all = await Promise.all(checks.map(take));
  for (const step of await stepsOf(folder)) all.push(await take(step));
  const total = sumOf(all);
  process.exitCode = total.failed === 0 ? 0 : 1;
  say(`\n${lineOf(total)}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
