import type http from 'node:http';
import type { Kysely } from 'kysely';
import type pg from 'pg';
import type { Logger } from 'pino';
import { AuditLog } from './audit/log.ts';
import { Authenticator } from './auth/authenticator.ts';
import type { Limits } from './auth/limits.ts';
import type { OidcSettings } from './auth/oidc.ts';
import { Revocations } from './auth/revocations.ts';
import { CityGeometries } from './cities/geometries.ts';
import { CityMaker } from './cities/maker.ts';
import type { CityTimes } from './clocks/city-times.ts';
import { CoverageService } from './coverage/service.ts';
import { NetworkReader } from './coverage/network-reader.ts';
import { WalkService } from './coverage/walk-service.ts';
import type { Database } from './db/schema.ts';
import { ItemBook } from './items/book.ts';
import { ListFiles } from './items/list-files.ts';
import { Live } from './live/live.ts';
import { sendCoverage } from './live/sockets.ts';
import { chance } from './telling/chance.ts';
import { Telling } from './telling/telling.ts';
import { TileService } from './tiles/service.ts';
import { AlarmClock } from './whistles/alarm-clock.ts';

export interface AppDeps {
  db: Kysely<Database>;
  /** Address of the same database, for threads and for LISTEN. */
  databaseUrl: string;
  connect: () => pg.Client;
  log: Logger;
  realNowMs: () => number;
  /** The working time that deadlines count in. */
  times: CityTimes;
  limits: Limits;
  /** The sign-in service; null where there is none. */
  oidc: OidcSettings | null;
  /** How often open sockets are asked whether they may still be open; left out: as often as is usual. */
  sweepMs?: number;
  /** How often it is looked whether there is something to tell; left out: as often as is usual. */
  lookEveryMs?: number;
  newId: () => string;
  /** Hosts that webhooks may name. */
  webhookHosts: readonly string[];
  /** Hosts of push services, and how these reach whoever runs this server. */
  pushHosts: readonly string[];
  pushContact: string;
  /** Folder of the built client; served where it holds a page. */
  clientDir: string;
  version: string;
}

/** What lives as long as the server does, made once. */
export interface Services {
  live: Live;
  geometries: CityGeometries;
  coverage: CoverageService;
  walking: WalkService;
  networkReader: NetworkReader;
  tiles: TileService;
  maker: CityMaker;
  items: ItemBook;
  files: ListFiles;
  audit: AuditLog;
  who: Authenticator;
  revocations: Revocations;
  alarms: AlarmClock;
  telling: Telling;
}

/** Makes them all, and tells each what it follows. */
export function createServices(deps: AppDeps, server: http.Server): Services {
  const who = new Authenticator(deps.db, deps.realNowMs);
  const revocations = new Revocations(deps.db);
  // First of all: a socket that is closed comes back at once, and must not be let in again.
  revocations.listen(() => who.forget());
  const audit = new AuditLog(deps.db, deps.realNowMs);
  const live = new Live({ ...deps, http: server, who, revocations, audit });
  const geometries = new CityGeometries(deps.db);
  const coverage = new CoverageService(deps, geometries, (delta) => sendCoverage(live.io, delta));
  const walking = new WalkService(deps, geometries);
  const items = new ItemBook(deps.db);
  const onError = (what: string) => (err: unknown) => deps.log.error({ err }, `${what} failed; they try again`);
  live.follow(coverage.listener);
  live.follow(walking.listener);
  live.follow(items.listener);
  return {
    ...{ who, revocations, audit, live, geometries, coverage, walking, items },
    networkReader: new NetworkReader(),
    tiles: new TileService(deps.db, geometries),
    maker: new CityMaker(deps.databaseUrl),
    files: new ListFiles(),
    alarms: new AlarmClock({ ...deps, log: live.cityLog, onError: onError('the alarms') }),
    telling: new Telling({ ...deps, random: chance, onError: onError('the webhooks') }),
  };
}
