// npm run people -- list | one-time-password LOGIN
import type { Kysely } from 'kysely';
import { serversOwn } from '../audit/chain.ts';
import { AuditLog } from '../audit/log.ts';
import { configOfProcess } from '../config.ts';
import { isMigrated } from '../db/migrate.ts';
import { peek } from '../db/peek.ts';
import type { Database } from '../db/schema.ts';
import { giveOneTimePassword } from './change-person.ts';
import { findPerson, type PersonRow } from './people-store.ts';
import { Revocations } from './revocations.ts';
import { canonical } from './sign-in.ts';

const usage = `npm run people -- list                      who may sign in, and as what
npm run people -- one-time-password LOGIN   a new password for somebody who is locked out or has forgotten theirs`;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const standing = ({ disabled, must_change }: PersonRow): string => {
  if (disabled) return ' (disabled 已停用)';
  return must_change ? ' (no password of their own yet 尚未设置密码)' : '';
};

/** One a line: login, name, what they may do where. */
async function list(db: Kysely<Database>): Promise<void> {
  for (const person of await db.selectFrom('person').selectAll().orderBy('login').execute()) {
    const grants = person.grants.map(({ role, city, area, department }) =>
      [role, city ?? '*', area, department].filter((part) => part !== null).join('/'),
    );
    say(`${person.login}\t${person.name}\t${grants.join(' ')}${standing(person)}`);
  }
}

/** Servers that run hear of it at once: the password, the sessions and any lock that were there end. */
async function reset(db: Kysely<Database>, typed: string): Promise<void> {
  const login = canonical(typed);
  const person = await findPerson(db, login);
  if (person === undefined) throw new Error(`There is nobody with the login "${login}". 没有账号“${login}”。`);
  if (person.disabled) throw new Error(`"${login}" is disabled. 账号“${login}”已停用。`);
  const deed = serversOwn('resetPassword', `/people/${person.id}`);
  const onRecord = new AuditLog(db, Date.now).within({ ...deed, outcome: 'taken', code: null });
  const words = await giveOneTimePassword(new Revocations(db), person.id, onRecord);
  say(`Sign in as 登录账号 ${login}, one-time password 一次性密码 ${words}`);
}

/** The way back in for an administrator: it can be used only where the database itself can be opened. */
async function main([command, login, ...more]: string[]): Promise<void> {
  const isList = command === 'list' && login === undefined;
  const isReset = command === 'one-time-password' && login !== undefined && more.length === 0;
  if (!isList && !isReset) throw new Error(usage);
  await peek(configOfProcess(), async (db) => {
    if (!(await isMigrated(db)))
      throw new Error('Start the server of this release once before. 请先启动一次本版本的服务。');
    await (isList ? list(db) : reset(db, login!));
  });
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
