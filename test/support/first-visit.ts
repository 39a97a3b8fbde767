import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Minted, Who } from '../../server/contract/sign-in.ts';
import { as, asNobody, call, type Answer } from './http.ts';
import { allGrants } from './people.ts';

/** What a real server of its own process was asked for once, and lets in from then on. */
export interface Credentials {
  /** Of a program with every right. */
  token: string;
  /** `shaotu_session=…` of the administrator. */
  cookie: string;
}

const login = 'admin';
/** Set at the first sign-in; the data directory is thrown away. */
const password = '试用期间 临时口令 不作他用';
const fileName = 'test-credentials.json';

function done<T>(answer: Answer<T>): Answer<T> {
  if (answer.status >= 400) throw new Error(`the first visit failed: ${JSON.stringify(answer.body)}`);
  return answer;
}

/** The one-time password in the lines that the first start prints. */
export const oneTimePasswordIn = (lines: readonly string[]): string =>
  /admin \/ (\S+)/.exec(lines.join('\n'))?.[1] ?? raise('no one-time password was printed');
const raise = (message: string): never => {
  throw new Error(message);
};

/**
 * Signs in as the first administrator with the one-time password that stands in `lines`, sets another, and makes a token
 * with every right. What came of it is kept in the data directory: a later start prints no password.
 */
export async function credentialsOf(dataDir: string, url: string, lines: readonly string[]): Promise<Credentials> {
  const file = join(dataDir, fileName);
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined) return JSON.parse(kept) as Credentials;
  const api = `${url}/api/v1`;
  const oneTime = oneTimePasswordIn(lines);
  const entered = done(await call<Who>('POST', `${api}/session`, { login, password: oneTime }, asNobody));
  const cookie = entered.headers.getSetCookie()[0]!.split(';')[0]!;
  const mine = { ...asNobody, cookie, 'x-csrf-token': entered.body.csrf! };
  done(await call('PUT', `${api}/session/password`, { password: oneTime, newPassword: password }, mine));
  const wish = { name: 'tests', kind: 'program', grants: allGrants };
  const { secret } = done(await call<Minted>('POST', `${api}/tokens`, wish, mine)).body;
  done(await call('GET', `${api}/session`, undefined, as(secret)));
  const credentials = { token: secret, cookie };
  await writeFile(file, JSON.stringify(credentials), { mode: 0o600 });
  return credentials;
}
