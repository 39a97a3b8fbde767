import http from 'node:http';
import compression from 'compression';
import express, { Router } from 'express';
import type { Kysely } from 'kysely';
import type pg from 'pg';
import type { Logger } from 'pino';
import { authRoutes, createAuth, guardRouter, limitDoor, type Auth, type AuthSettings } from './auth/auth.ts';
import { guardSockets } from './auth/guard-sockets.ts';
import { revocationChannel } from './auth/revocations.ts';
import { areaRoutes } from './areas/routes.ts';
import { CityGeometries } from './cities/geometries.ts';
import { resumeClocks } from './cities/resume-clocks.ts';
import { CityMaker } from './cities/maker.ts';
import { cityRoutes } from './cities/routes.ts';
import { spell } from './cities/spelling.ts';
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
import { Live } from './live/live.ts';
import { sendCoverage } from './live/sockets.ts';
import { stationRoutes } from './stations/routes.ts';
import { tileRoutes } from './tiles/routes.ts';
import { TileService } from './tiles/service.ts';
import { whistleRoutes } from './whistles/routes.ts';

export interface AppDeps {
  db: Kysely<Database>;
  /** Address of the same database, for threads and for LISTEN. */
  databaseUrl: string;
  connect: () => pg.Client;
  log: Logger;
  realNowMs: () => number;
  newId: () => string;
  eventsKept: number;
  /** Folder of the built client; served where it holds a page. */
  clientDir: string;
  version: string;
  /** Limits and the sign-in service; production's limits where left out. */
  auth?: AuthSettings;
}

export interface App {
  server: http.Server;
  live: Live;
  geometries: CityGeometries;
  auth: Auth;
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
  auth: Auth;
}

function routesOf(deps: AppDeps, { live, geometries, coverage, tiles, maker, auth }: Services): Route[] {
  const { db, realNowMs, newId } = deps;
  const log = live.cityLog;
  const locator = async (cityId: string) => {
    const geometry = await geometries.of(cityId);
    return (position: [number, number]) => geometry.placeOf(position);
  };
  return [
    ...cityRoutes({ db, log, maker, realNowMs }),
    ...areaRoutes({ db, geometries }),
    ...stationRoutes({ db, log, locator, naming: { pinyin: spell, newId } }),
    ...whistleRoutes({ db, log, locator, newId }),
    ...coverageRoutes({ coverage, geometries }),
    ...tileRoutes({ tiles }),
    ...authRoutes(auth),
  ];
}

/** Mounts every feature; the only place that knows them all. */
export function createApp(deps: AppDeps): App {
  const app = express();
  const server = http.createServer(app);
  const live = new Live({ ...deps, http: server });
  const auth = createAuth(deps);
  live.hear(revocationChannel, (message) => auth.revocations.heard(message));
  const sockets = guardSockets(live.io, auth);
  const geometries = new CityGeometries(deps.db);
  const coverage = new CoverageService(deps, geometries, (delta) => sendCoverage(live.io, delta));
  const tiles = new TileService(deps.db, geometries);
  const maker = new CityMaker(deps.databaseUrl);
  const routes = routesOf(deps, { live, geometries, coverage, tiles, maker, auth });
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
  guardRouter(api, auth);
  api.use(...jsonBody());
  limitDoor(api, auth);
  api.get('/openapi.json', (_req, res) => void res.json(document));
  mountRoutes(api, routes);
  app.use('/api/v1', api);
  app.use(...clientFiles(deps.clientDir), notFound);
  app.use(errorHandler(deps.log));

  live.follow(coverage.listener);
  return {
    server,
    live,
    geometries,
    auth,
    async start() {
      await resumeClocks(deps.db, live.cityLog, deps.realNowMs());
      await coverage.start();
      await live.start();
      tiles.warm().catch((err: unknown) => deps.log.warn({ err }, 'the tiles could not be cut beforehand'));
      ready = true;
    },
    async stop() {
      ready = false;
      sockets.stop();
      await live.stop();
      await Promise.all([coverage.stop(), tiles.stop(), maker.stop()]);
      server.closeAllConnections();
    },
  };
}
