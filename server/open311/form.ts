import express, { type Request, type RequestHandler } from 'express';
import { refuse } from './refusal.ts';

const formType = 'application/x-www-form-urlencoded';

/** Four thousand characters of four bytes each, percent-encoded, and as much again for everything else. */
const maxFormBytes = 96 * 1024;

/** Reads the body as text, up to the limit; what is not a form is refused. */
export const formBody: RequestHandler[] = [
  (req, _res, next) => {
    if (req.is(formType) === false) throw refuse(400, `请以 ${formType} 提交`, `The body must be sent as ${formType}`);
    next();
  },
  express.text({ type: formType, limit: maxFormBytes }),
];

/** Arguments of a form or a query. An empty one counts as not given, as the specification wants it. */
export class Arguments {
  constructor(private readonly all: URLSearchParams) {}

  /** Names that were given something. */
  names(): string[] {
    return [...this.all].flatMap(([name, value]) => (value === '' ? [] : [name]));
  }

  /** Throws a 400 where two values are given. */
  one(name: string): string | undefined {
    const [first, ...more] = new Set(this.all.getAll(name).filter((value) => value !== ''));
    if (more.length > 0) throw refuse(400, `${name} 只能提供一个值`, `${name} was provided more than once`);
    return first;
  }

  /** Values that are given by name again and again, or with commas between them; undefined where there are none. */
  list(name: string): string[] | undefined {
    const values = this.all.getAll(name).flatMap((value) => value.split(','));
    const given = values.map((value) => value.trim()).filter((value) => value !== '');
    return given.length === 0 ? undefined : given;
  }
}

export const formOf = (req: Request): Arguments =>
  new Arguments(new URLSearchParams(typeof req.body === 'string' ? req.body : ''));

export function queryOf(req: Request): Arguments {
  const at = req.originalUrl.indexOf('?');
  return new Arguments(new URLSearchParams(at < 0 ? '' : req.originalUrl.slice(at + 1)));
}
