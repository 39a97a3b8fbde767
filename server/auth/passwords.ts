import { hash, verify, type Algorithm } from '@node-rs/argon2';
import { ProblemError } from '../http/problem.ts';

/** argon2id with 19 MiB, two passes, one lane: OWASP Password Storage Cheat Sheet (2024). */
const strength = { algorithm: 2 satisfies Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFKC'), strength);

let nobodys: Promise<string> | undefined;

/** Whether it is the password. Where there is none to compare with it takes as long, so that nobody learns which logins exist. */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  nobodys ??= hashPassword('nobody has this password');
  const right = await verify(stored ?? (await nobodys), password.normalize('NFKC'));
  return right && stored !== null;
}

const leastLength = 12;
/** What people take first when twelve characters are asked for. */
const commonplace = [
  '123456789012',
  '1234567890123',
  'password1234',
  'passw0rd1234',
  'qwertyuiop12',
  'admin1234567',
  'shaotu123456',
];

/** Throws `password-weak`. */
export function checkStrength(password: string, login: string): void {
  const plain = password.normalize('NFKC').toLowerCase();
  const weak =
    Array.from(plain).length < leastLength ||
    plain.includes(login) ||
    commonplace.includes(plain) ||
    new Set(plain).size < 5;
  if (weak) throw new ProblemError('password-weak');
}
