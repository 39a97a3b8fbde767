import { hash, verify } from '@node-rs/argon2';

/**
 * Argon2id with 19 MiB, two passes, one lane: OWASP's Password Storage Cheat Sheet, first of its equivalent minimums
 * (https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html).
 */
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Of a password that nobody has: what an unknown login is verified against, so that it takes as long as a known one. */
let nobodys: Promise<string> | undefined;
const hashOfNobody = (): Promise<string> => (nobodys ??= hash('nobody has this one', cost));

/** The same letters typed on another keyboard may come composed in another way. */
const normal = (password: string): string => password.normalize('NFKC');

export const hashPassword = (password: string): Promise<string> => hash(normal(password), cost);

/** True where `password` is the one of `passwordHash`; without a hash as slow, and false. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  const isRight = await verify(passwordHash ?? (await hashOfNobody()), normal(password));
  return passwordHash !== null && isRight;
}

export const shortestPassword = 12;

/** What people put together when they are asked for twelve characters. */
const commonplace = [
  ...['password', 'passw0rd', 'passwd', 'administrator', 'admin', 'letmein', 'welcome', 'iloveyou', 'woaini', 'shaotu'],
  ...['abcdefghijkl', 'abcdefgh', 'abcd', 'abc', 'qwertyuiop', 'qwerty', 'asdfghjkl', 'asdfgh', 'zxcvbnm', '1q2w3e4r'],
];
const fewestLetters = 4;

/** True where four letters or more, and four different ones, are not left beside commonplace words, digits and signs. */
function isCommonplace(text: string): boolean {
  const rest = commonplace.reduce((t, piece) => t.replaceAll(piece, ''), text.toLowerCase());
  return new Set(rest.replace(/[^\p{L}]/gu, '')).size < fewestLetters;
}

/** Why a password is refused; undefined where it is not. */
export function weaknessOf(password: string, login: string): { zh: string; en: string } | undefined {
  const text = normal(password);
  // Code points: a Chinese character counts as one, whichever plane it is in.
  if (Array.from(text).length < shortestPassword)
    return { zh: `至少 ${shortestPassword} 个字符`, en: `has at least ${shortestPassword} characters` };
  if (text.toLowerCase().includes(login)) return { zh: '不能包含账号', en: 'must not contain the login' };
  if (isCommonplace(text)) return { zh: '过于常见，容易被猜到', en: 'is a commonplace one' };
  return undefined;
}
