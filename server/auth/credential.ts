import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

export const cookieName = 'shaotu_session';

/** What a request shows: a secret, and whether the browser sent it by itself. */
export interface Credential {
  secret: string;
  byCookie: boolean;
}

/** Value of a cookie; undefined where it was not sent. */
export const cookieOf = ({ cookie = '' }: IncomingHttpHeaders, name: string): string | undefined =>
  cookie
    .split(';')
    .map((pair) => pair.trim().split('='))
    .find(([n]) => n === name)?.[1];

/** The secret that a request carries: in its header, or in the browser's cookie. */
export function credentialOf({ headers }: Pick<IncomingMessage, 'headers'>): Credential | undefined {
  const bearer = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return { secret: bearer, byCookie: false };
  const secret = cookieOf(headers, cookieName);
  return secret === undefined ? undefined : { secret, byCookie: true };
}

/**
 * False where the browser says that another page than ours sent it: one on another port of this machine counts as the
 * same site to a cookie, and as another origin here. A browser that does not say `Sec-Fetch-Site` says `Origin`, which
 * must be this host as a proxy before us knows it. A program sends neither.
 */
export function isOwnPage(headers: IncomingHttpHeaders, host = headers['x-forwarded-host'] ?? headers.host): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const { origin } = headers;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
