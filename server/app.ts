import http from 'node:http';
import compression from 'compression';
import express, { Router, type Express } from 'express';
import { apiLimit, citizensLimit, signInLimit } from './auth/limits.ts';
import { authenticate, fromOwnPage, refuseStrangers } from './auth/middleware.ts';
import { resumeClocks } from './cities/resume-clocks.ts';
import { errorHandler, notFound } from './http/errors.ts';
import { healthRoutes } from './http/health.ts';
import { clientFiles, jsonBody, requestLog, securityHeaders } from './http/middleware.ts';
import { mountRoutes } from './http/mount.ts';
import { openApiOf } from './http/openapi.ts';
import { problemPages } from './http/problem-pages.ts';
import { open311 } from './open311/routes.ts';
import { open311Rights } from './open311/rights.ts';
import { routesOf } from './routes.ts';
import { createServices, type AppDeps, type Services } from './services.ts';

export interface App extends Pick<Services, 'live' | 'geometries' | 'alarms' | 'telling' | 'who'> {
  server: http.Server;
  /** Reads what is needed to serve; `/readyz` says so after it. */
  start: () => Promise<void>;
  /** Ends sockets, threads and requests. */
  stop: () => Promise<void>;
}

function apiOf(deps: AppDeps, services: Services): Router {
  const { who } = services;
  const api = Router({ caseSensitive: true });
  const routes = routesOf(deps, services);
  const document = openApiOf(routes, deps.version);
  api.use('/session', signInLimit(deps.limits));
  api.use(authenticate(who), apiLimit(deps.limits), refuseStrangers, fromOwnPage, jsonBody());
  api.get('/openapi.json', (_req, res) => void res.json(document));
  mountRoutes(api, routes);
  return api;
}

/** Mounts everything in the order in which a request passes it. */
function mount(app: Express, deps: AppDeps, services: Services, isReady: () => boolean): void {
  const { live, audit, who, geometries, items } = services;
  app.disable('x-powered-by');
  app.enable('case sensitive routing');
  app.set('query parser', 'simple');
  // A proxy on this machine that ends TLS says so, and for whom it asks.
  app.set('trust proxy', 'loopback');
  app.use(requestLog(deps.log), securityHeaders(), compression());
  app.use(healthRoutes(deps.db, isReady), problemPages());
  app.use('/api/v1', apiOf(deps, services));
  const rights = open311Rights(who, audit);
  const citizens = open311({ ...deps, cityLog: live.cityLog, geometries, items, rights });
  app.use('/open311', citizensLimit(deps.limits), citizens);
  app.use(...clientFiles(deps.clientDir), notFound);
  app.use(errorHandler(deps.log, audit));
}

/**
 * A connection that nobody uses is closed after so long: later than a proxy does it (a minute, mostly), which would else
 * send a request just as we close.
 */
const idleConnectionMs = 75_000;

/** The whole server, not listening yet. */
export function createApp(deps: AppDeps): App {
  const app = express();
  const server = http.createServer({ keepAliveTimeout: idleConnectionMs }, app);
  const services = createServices(deps, server);
  const { live, geometries, coverage, walking, networkReader, tiles, maker, files, alarms, telling, who } = services;
  let ready = false;
  mount(app, deps, services, () => ready);
  return {
    ...{ server, live, geometries, alarms, telling, who },
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
      await Promise.all([
        coverage.stop(),
        walking.stop(),
        tiles.stop(),
        maker.stop(),
        files.stop(),
        networkReader.stop(),
      ]);
      server.closeAllConnections();
    },
  };
}
