import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { tokenPrefix } from './secrets.ts';

export const sessionCookie = 'shaotu_session';

/** What a request shows: a secret, and by which way it came. */
export interface Credential {
  by: 'cookie' | 'bearer';
  secret: string;
}

/** Value of a cookie; undefined where it was not sent. */
export function cookieOf({ cookie }: IncomingHttpHeaders, name: string): string | undefined {
  for (const part of cookie?.split(';') ?? []) {
    const at = part.indexOf('=');
    if (part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}

/**
 * The credential of a request: a bearer token where one was sent, whatever it is worth, else the cookie. A program that
 * sends a token means that token.
 */
export function credentialOf({ headers }: Pick<IncomingMessage, 'headers'>): Credential | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return bearerOf(bearer);
  if (headers.authorization !== undefined) return undefined;
  const secret = cookieOf(headers, sessionCookie);
  return secret === undefined ? undefined : { by: 'cookie', secret };
}

export const bearerOf = (secret: string): Credential | undefined =>
  secret.startsWith(tokenPrefix) ? { by: 'bearer', secret } : undefined;

/**
 * False where the browser says that another site's page sent it. `Sec-Fetch-Site` comes over https and on loopback; where
 * it is missing, `Origin` must be this host, as a proxy before us knows it. A program sends neither.
 */
export function isSameOrigin(
  headers: IncomingHttpHeaders,
  host = headers['x-forwarded-host'] ?? headers.host,
): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const { origin } = headers;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
