import http from 'node:http';
import compression from 'compression';
import express, { Router } from 'express';
import type { Kysely } from 'kysely';
import type pg from 'pg';
import type { Logger } from 'pino';
import { Authenticator } from './auth/authenticator.ts';
import { apiLimit, citizensLimit, signInLimit, type Limits } from './auth/limits.ts';
import { authenticate, fromOwnPage, refuseStrangers } from './auth/middleware.ts';
import type { OidcSettings } from './auth/oidc.ts';
import { Revocations } from './auth/revocations.ts';
import { authRoutes } from './auth/routes.ts';
import { AuditLog } from './audit/log.ts';
import { auditRoutes } from './audit/routes.ts';
import { areaRoutes } from './areas/routes.ts';
import { CityGeometries } from './cities/geometries.ts';
import { resumeClocks } from './cities/resume-clocks.ts';
import { CityMaker } from './cities/maker.ts';
import { cityRoutes } from './cities/routes.ts';
import { spell } from './cities/spelling.ts';
import type { CityTimes } from './clocks/city-times.ts';
import { coverageRoutes } from './coverage/routes.ts';
import { CoverageService } from './coverage/service.ts';
import type { Database } from './db/schema.ts';
import { errorHandler, notFound } from './http/errors.ts';
import { healthRoutes } from './http/health.ts';
import { clientFiles, jsonBody, requestLog, securityHeaders } from './http/middleware.ts';
import { mountRoutes } from './http/mount.ts';
import { openApiOf } from './http/openapi.ts';
import { problemPages } from './http/problem-pages.ts';
import type { Route } from './http/route.ts';
import { ItemBook } from './items/book.ts';
import { eventRoutes } from './live/event-routes.ts';
import { ListFiles } from './items/list-files.ts';
import { itemRoutes } from './items/routes.ts';
import { Live } from './live/live.ts';
import { sendCoverage } from './live/sockets.ts';
import { open311 } from './open311/routes.ts';
import { open311Rights } from './open311/rights.ts';
import { pictureRoutes } from './pictures/routes.ts';
import { scoreRoutes } from './scores/routes.ts';
import { stationRoutes } from './stations/routes.ts';
import { pushRoutes } from './telling/push-routes.ts';
import { Telling } from './telling/telling.ts';
import { webhookRoutes } from './telling/webhook-routes.ts';
import { tileRoutes } from './tiles/routes.ts';
import { TileService } from './tiles/service.ts';
import { AlarmClock } from './whistles/alarm-clock.ts';
import { whistleRoutes } from './whistles/routes.ts';

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

export interface App {
  server: http.Server;
  live: Live;
  geometries: CityGeometries;
  alarms: AlarmClock;
  telling: Telling;
  who: Authenticator;
  /** Reads what is needed to serve; `/readyz` says so after it. */
  start: () => Promise<void>;
  /** Ends sockets, threads and requests. */
  stop: () => Promise<void>;
}

interface Services {
  live: Live;
  geometries: CityGeometries;
  coverage: CoverageService;
  tiles: TileService;
  maker: CityMaker;
  items: ItemBook;
  files: ListFiles;
  audit: AuditLog;
  who: Authenticator;
  revocations: Revocations;
}

function routesOf(
  deps: AppDeps,
  { live, geometries, coverage, tiles, maker, items, files, audit, who, revocations }: Services,
): Route[] {
  const { db, realNowMs, newId, times } = deps;
  const log = live.cityLog;
  const locator = async (cityId: string) => {
    const geometry = await geometries.of(cityId);
    return (position: [number, number]) => geometry.placeOf(position);
  };
  return [
    ...authRoutes({ ...deps, who, audit, revocations }),
    ...cityRoutes({ db, log, audit, maker, realNowMs }),
    ...areaRoutes({ db, geometries }),
    ...stationRoutes({ db, log, locator, naming: { pinyin: spell, newId } }),
    ...itemRoutes({ db, log, audit, book: items, files, realNowMs }),
    ...whistleRoutes({ db, log, locator, newId, items, times }),
    ...pictureRoutes({ db, log, newId }),
    ...eventRoutes(db),
    ...auditRoutes({ db, audit }),
    ...scoreRoutes({ db, audit, realNowMs }),
    ...coverageRoutes({ coverage, geometries }),
    ...tileRoutes({ tiles }),
    ...webhookRoutes({ ...deps, audit }),
    ...pushRoutes({ ...deps, audit }),
  ];
}

/** Mounts every feature; the only place that knows them all. */
export function createApp(deps: AppDeps): App {
  const app = express();
  const server = http.createServer(app);
  const who = new Authenticator(deps.db, deps.realNowMs);
  const revocations = new Revocations(deps.db);
  // First of all: a socket that is closed comes back at once, and must not be let in again.
  revocations.listen(() => who.forget());
  const live = new Live({ ...deps, http: server, who, revocations });
  const geometries = new CityGeometries(deps.db);
  const coverage = new CoverageService(deps, geometries, (delta) => sendCoverage(live.io, delta));
  const tiles = new TileService(deps.db, geometries);
  const maker = new CityMaker(deps.databaseUrl);
  const audit = new AuditLog(deps.db, deps.realNowMs);
  const items = new ItemBook(deps.db);
  const files = new ListFiles();
  const onError = (what: string) => (err: unknown) => deps.log.error({ err }, `${what} failed; they try again`);
  const alarms = new AlarmClock({ ...deps, log: live.cityLog, onError: onError('the alarms') });
  const telling = new Telling({ ...deps, onError: onError('the webhooks') });
  const routes = routesOf(deps, { live, geometries, coverage, tiles, maker, items, files, audit, who, revocations });
  let ready = false;

  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  // A proxy on this machine that ends TLS says so, and for whom it asks.
  app.set('trust proxy', 'loopback');
  app.use(requestLog(deps.log), securityHeaders(), compression());
  app.use(
    healthRoutes(deps.db, () => ready),
    problemPages(),
  );
  const api = Router();
  const document = openApiOf(routes, deps.version);
  api.use('/session', signInLimit(deps.limits));
  api.use(authenticate(who), apiLimit(deps.limits), refuseStrangers, fromOwnPage, jsonBody());
  api.get('/openapi.json', (_req, res) => void res.json(document));
  mountRoutes(api, routes);
  app.use('/api/v1', api);
  const rights = open311Rights(who, audit);
  app.use(
    '/open311',
    citizensLimit(deps.limits),
    open311({ ...deps, cityLog: live.cityLog, geometries, items, rights }),
  );
  app.use(...clientFiles(deps.clientDir), notFound);
  app.use(errorHandler(deps.log, audit));

  live.follow(coverage.listener);
  // Another server may have listed them.
  live.follow({
    events: ({ id }, _after, events) => {
      if (events.some((e) => e.type === 'items.listed')) items.forget(id);
    },
    beat: () => undefined,
  });
  return {
    server,
    live,
    geometries,
    alarms,
    telling,
    who,
    async start() {
      await resumeClocks(deps.db, live.cityLog, deps.realNowMs());
      await coverage.start();
      await live.start();
      alarms.start();
      telling.start();
      tiles.warm().catch((err: unknown) => deps.log.warn({ err }, 'the tiles could not be cut beforehand'));
      ready = true;
    },
    async stop() {
      ready = false;
      await alarms.stop();
      await telling.stop();
      await live.stop();
      await Promise.all([coverage.stop(), tiles.stop(), maker.stop(), files.stop()]);
      server.closeAllConnections();
    },
  };
}
