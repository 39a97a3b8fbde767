import type { Grant, OneTime, Person, Session } from '../../../server/contract/people.ts';
import { asNobody, call, type Answer } from '../../support/http.ts';
import type { TestServer } from '../../support/server.ts';

/** What a browser does: keeps the session's cookie and sends the page's token with every change. */
export class Browser {
  cookie = '';
  csrf = '';

  constructor(private readonly api: string) {}

  async ask<T = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const own: Record<string, string> = { ...asNobody };
    if (this.cookie !== '') own['cookie'] = this.cookie;
    if (this.csrf !== '') own['x-csrf-token'] = this.csrf;
    const answer = await call<T>(method, `${this.api}${path}`, body, { ...own, ...headers });
    for (const set of answer.headers.getSetCookie())
      if (set.startsWith('shaotu_session=')) this.cookie = set.split(';')[0]!;
    return answer;
  }

  async signIn(login: string, password: string): Promise<Answer<Session>> {
    const answer = await this.ask<Session>('POST', '/session', { login, password });
    if (answer.status === 201) this.csrf = answer.body.csrf!;
    return answer;
  }

  /** Status of "who am I". */
  readonly status = async (): Promise<number> => (await this.ask('GET', '/session')).status;
}

/** A person of the server's, with a password of their own. */
export interface Settled {
  person: Person;
  login: string;
  password: string;
}

const passwordOf = (login: string): string => `梅兰竹菊 ${login.length} 松柏常青 xyz`;

/** Adds a person, who signs in with the one-time password and sets their own. */
export async function addSettled(server: TestServer, login: string, grants: Grant[]): Promise<Settled> {
  const { body } = await call<OneTime>('POST', `${server.api}/people`, { login, name: `名 ${login}`, grants });
  const browser = new Browser(server.api);
  await browser.signIn(login, body.oneTimePassword);
  const password = passwordOf(login);
  const wish = { old: body.oneTimePassword, new: password };
  const set = await browser.ask('PUT', '/session/password', wish);
  if (set.status !== 200) throw new Error(`no password of one's own: ${JSON.stringify(set.body)}`);
  return { person: { ...body.person, version: body.person.version + 1 }, login, password };
}
