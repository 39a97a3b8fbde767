import { parseArgs } from 'node:util';
import { giveOneTimePassword } from './auth/people.ts';
import { Revocations } from './auth/revocations.ts';
import { configOfProcess } from './config.ts';
import { openBeside } from './db/open.ts';
import { StartError } from './start-error.ts';

/** What this program cannot do, and why, in one line. */
class Refused extends Error {}

const usage = 'npm run people -- one-time-password LOGIN';

/** Login of `one-time-password LOGIN`. */
function loginOf(args: string[]): string {
  const { positionals } = parseArgs({ args, allowPositionals: true });
  const [command, login, ...more] = positionals;
  if (command !== 'one-time-password' || login === undefined || more.length > 0) throw new Refused(`Usage: ${usage}`);
  return login.trim().toLowerCase();
}

/**
 * The way back in for an administrator who is locked out or has forgotten the password. It opens the database itself, so
 * it can be used only where that can: with DATABASE_URL, or on the data directory. A server that runs hears of it at once.
 */
async function main(args: string[]): Promise<void> {
  const login = loginOf(args);
  const { db, close } = await openBeside(configOfProcess());
  try {
    const person = await db
      .selectFrom('person')
      .select(['id', 'disabled_at'])
      .where('login', '=', login)
      .executeTakeFirst();
    if (person === undefined) throw new Refused(`There is nobody with the login "${login}". 没有账号“${login}”。`);
    if (person.disabled_at !== null) throw new Refused(`"${login}" is disabled. 账号“${login}”已停用。`);
    const { oneTimePassword } = await giveOneTimePassword(new Revocations(db), person.id, null);
    process.stdout.write(`One-time password 一次性密码: ${login} / ${oneTimePassword}\n`);
  } finally {
    await close();
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Refused || error instanceof StartError || error instanceof TypeError)) throw error;
  process.stderr.write(`people: ${error.message}\n`);
  process.exitCode = 1;
}
