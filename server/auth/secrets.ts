import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

/** Mark of our API tokens: a leaked one can be found by it. */
export const tokenPrefix = 'sht_';

const secretBytes = 32;
/** No 0/O, 1/I/L: it is read aloud and typed once. */
const readable = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/** 256 random bits: a plain hash of them cannot be turned back, unlike one of a password. */
export const newSecret = (): string => randomBytes(secretBytes).toString('base64url');
export const newTokenSecret = (): string => tokenPrefix + newSecret();

/** What is stored and compared instead of a secret: SHA-256, hex. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/**
 * What the page of a session sends with each change. It follows from the cookie's secret, which no script can read, so
 * that nothing needs to be stored.
 */
export const csrfOf = (secret: string): string => createHash('sha256').update(`csrf:${secret}`).digest('base64url');

/** Compares without telling by its time how much was right. */
export function isSame(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}

/** Four groups of four, 79 bits: `7KQF-2MXA-…`. */
export function newOneTimePassword(): string {
  const group = (): string => Array.from({ length: 4 }, () => readable[randomInt(readable.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}
