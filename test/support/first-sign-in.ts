import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { firstLogin } from '../../server/auth/first-person.ts';
import { cookieName } from '../../server/auth/credential.ts';
import type { Session } from '../../server/contract/people.ts';
import { call } from './http.ts';
import { everyGrant } from './people.ts';

/** What the first person sets in place of the one-time password. */
export const firstPersonsPassword = '芜湖指挥中心的第一位管理员';

/** The one-time password that a first start prints. */
export const oneTimePasswordIn = (lines: readonly string[]): string | undefined =>
  lines.map((line) => / (\S{5}(?:-\S{5}){3})$/.exec(line)?.[1]).find((words) => words !== undefined);

/** Signs in; returns what a browser would send along. */
export async function signIn(url: string, login: string, password: string): Promise<Record<string, string>> {
  const answer = await call<Session>('POST', `${url}/api/v1/session`, { login, password }, { authorization: '' });
  if (answer.status !== 201) throw new Error(`sign-in: ${JSON.stringify(answer.body)}`);
  const secret = new RegExp(`${cookieName}=([^;]+)`).exec(answer.headers.get('set-cookie')!)![1]!;
  return { authorization: '', cookie: `${cookieName}=${secret}`, 'x-csrf-token': answer.body.csrf! };
}

/**
 * A token with every right for a server that runs on `dataDir`: as its administrator makes one after the first start, whose
 * lines these are; from then on the one that lies beside the data.
 */
export async function tokenOfHouse(dataDir: string, url: string, lines: readonly string[]): Promise<string> {
  const file = join(dataDir, 'token-of-the-tests');
  const words = oneTimePasswordIn(lines);
  if (words === undefined) return readFile(file, 'utf8');
  const headers = await signIn(url, firstLogin, words);
  await call('PUT', `${url}/api/v1/session/password`, { old: words, new: firstPersonsPassword }, headers);
  const made = await call<{ secret: string }>(
    'POST',
    `${url}/api/v1/tokens`,
    { name: '测试', grants: everyGrant },
    headers,
  );
  if (made.status !== 201) throw new Error(`token: ${JSON.stringify(made.body)}`);
  await writeFile(file, made.body.secret, { mode: 0o600 });
  return made.body.secret;
}
