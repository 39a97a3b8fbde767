import type { Request } from 'express';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { CityGeometries } from '../cities/geometries.ts';
import type { CityTimes } from '../clocks/city-times.ts';
import type { Subject } from '../contract/people.ts';
import type { Whistle } from '../contract/whistle.ts';
import type { Database } from '../db/schema.ts';
import type { ItemBook } from '../items/book.ts';
import type { CityLog } from '../live/log.ts';

/** What somebody is about to call: where, under which item, and whom. */
export interface CallTarget {
  city: string;
  district: string;
  street: string;
  community: string;
  item: string;
  departments: readonly string[];
}

/** What is decided elsewhere: who holds a key, who may do what, how often, and what goes on record. */
export interface Open311Rights {
  /** Who holds the `api_key`; `null` where it is nobody's. May note on the request who sent it, for the audit. */
  subjectOfKey: (apiKey: string, req: Request) => Promise<Subject | null>;
  mayCall: (subject: Subject, target: CallTarget) => boolean;
  /** `null`: the public, which is who reads here. */
  mayRead: (subject: Subject | null, whistle: Whistle) => boolean;
  /** Asked before anything else; false: too many requests, 429. */
  admit: (req: Request) => boolean;
  /** Told of each refusal before it is answered, for the audit. */
  refused: (req: Request, error: unknown) => Promise<void>;
}

export interface Open311Deps {
  db: Kysely<Database>;
  cityLog: CityLog;
  geometries: CityGeometries;
  items: ItemBook;
  times: CityTimes;
  newId: () => string;
  realNowMs: () => number;
  log: Logger;
  rights: Open311Rights;
}
