import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a browser holds for a session, and a program or a screen for a token: 256 random bits behind a mark of its kind. */
export const newSecret = (kind: 'session' | 'token'): string =>
  `${kind === 'session' ? 'shs' : 'sht'}_${randomBytes(32).toString('base64url')}`;

/** All that the server keeps of a secret. Random bits need no slow hash. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** What a page sends with each change beside its cookie: made of the secret, which no other site can read. */
export const csrfOf = (secret: string): string => createHmac('sha256', secret).update('csrf').digest('base64url');

/** Compares without telling by its time where two texts part. */
export function isSame(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}

const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
/** A one-time password: twenty letters and digits that are not taken for one another, in groups; 98 bits. */
export function oneTimePassword(): string {
  const picked: string[] = [];
  // Bytes past the last whole round of the alphabet would favour its beginning.
  while (picked.length < 20)
    for (const byte of randomBytes(32)) if (byte < 248 && picked.length < 20) picked.push(letters[byte % 31]!);
  return picked.join('').replace(/(.{5})(?=.)/g, '$1-');
}
