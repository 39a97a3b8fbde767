import http from 'node:http';
import compression from 'compression';
import express, { Router } from 'express';
import type { Kysely } from 'kysely';
import type pg from 'pg';
import type { Logger } from 'pino';
import { Authenticator } from './auth/authenticator.ts';
import { authenticate } from './auth/middleware.ts';
import { authRoutes } from './auth/routes.ts';
import { AuditLog } from './audit/log.ts';
import { areaRoutes } from './areas/routes.ts';
import { CityGeometries } from './cities/geometries.ts';
import { resumeClocks } from './cities/resume-clocks.ts';
import { CityMaker } from './cities/maker.ts';
import { cityRoutes } from './cities/routes.ts';
import { spell } from './cities/spelling.ts';
import { cityTimes, type CityTimes } from './clocks/city-times.ts';
import { coverageRoutes } from './coverage/routes.ts';
import { CoverageService } from './coverage/service.ts';
import type { Database } from './db/schema.ts';
import { errorHandler, notFound } from './http/errors.ts';
import { healthRoutes } from './http/health.ts';
import { clientFiles, jsonBody, postsPerMinute, requestLog, securityHeaders } from './http/middleware.ts';
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
  /** Sign-ins, and requests of citizens' clients, that one address may send in a minute. */
  postsPerMinute: number;
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
  times: CityTimes;
  audit: AuditLog;
  who: Authenticator;
}

function routesOf(
  deps: AppDeps,
  { live, geometries, coverage, tiles, maker, items, files, times, audit, who }: Services,
): Route[] {
  const { db, realNowMs, newId } = deps;
  const log = live.cityLog;
  const locator = async (cityId: string) => {
    const geometry = await geometries.of(cityId);
    return (position: [number, number]) => geometry.placeOf(position);
  };
  const dropping = { dropSubject: (id: string) => live.dropSubject(id), dropSecret: (h: string) => live.dropSecret(h) };
  return [
    ...authRoutes({ db, who, audit, realNowMs, newId, ...dropping }),
    ...cityRoutes({ db, log, audit, maker, realNowMs }),
    ...areaRoutes({ db, geometries }),
    ...stationRoutes({ db, log, locator, naming: { pinyin: spell, newId } }),
    ...itemRoutes({ db, log, audit, book: items, files, realNowMs }),
    ...whistleRoutes({ db, log, locator, newId, items, times }),
    ...eventRoutes(db),
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
  const live = new Live({ ...deps, http: server, who });
  const geometries = new CityGeometries(deps.db);
  const coverage = new CoverageService(deps, geometries, (delta) => sendCoverage(live.io, delta));
  const tiles = new TileService(deps.db, geometries);
  const maker = new CityMaker(deps.databaseUrl);
  const audit = new AuditLog(deps.db, deps.realNowMs);
  const times = cityTimes();
  const items = new ItemBook(deps.db);
  const files = new ListFiles();
  const onError = (what: string) => (err: unknown) => deps.log.error({ err }, `${what} failed; they try again`);
  const alarms = new AlarmClock({ ...deps, log: live.cityLog, times, onError: onError('the alarms') });
  const telling = new Telling({ ...deps, onError: onError('the webhooks') });
  const routes = routesOf(deps, { live, geometries, coverage, tiles, maker, items, files, times, audit, who });
  let ready = false;

  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(requestLog(deps.log), securityHeaders(), compression());
  app.use(
    healthRoutes(deps.db, () => ready),
    problemPages(),
  );
  const limit = postsPerMinute(deps.postsPerMinute);
  const api = Router();
  const document = openApiOf(routes, deps.version);
  // Whoever guesses passwords, and every citizen's client, is held to a pace; those signed in are not.
  api.use('/session', limit);
  api.use(authenticate(who), jsonBody());
  api.get('/openapi.json', (_req, res) => void res.json(document));
  mountRoutes(api, routes);
  app.use('/api/v1', api);
  const rights = open311Rights(who, audit);
  app.use('/open311', limit, open311({ ...deps, cityLog: live.cityLog, geometries, items, times, rights }));
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
