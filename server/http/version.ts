import type { Request, Response } from 'express';
import { ProblemError } from './problem.ts';

/** Version in `If-Match: "3"`; undefined where it was not sent. Throws `input-invalid` for anything else. */
export function ifMatch(req: Request): number | undefined {
  const header = req.get('If-Match');
  if (header === undefined) return undefined;
  const found = /^"(\d{1,9})"$/.exec(header.trim());
  if (found === null)
    throw new ProblemError('input-invalid', 'If-Match: a version in quotes, like "3"', [
      { pointer: '#header/If-Match', message: 'a version in quotes, like "3"' },
    ]);
  return Number(found[1]);
}

/** The same, where a change without it could overwrite another's: throws `version-missing`. */
export function requiredVersion(req: Request): number {
  const version = ifMatch(req);
  if (version === undefined) throw new ProblemError('version-missing');
  return version;
}

/** Sends the version along as the entity tag. */
export function withTag<T extends { version: number }>(res: Response, record: T): T {
  res.set('ETag', `"${record.version}"`);
  return record;
}
