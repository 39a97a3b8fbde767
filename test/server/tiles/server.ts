import http from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { Router } from 'express';
import { pino } from 'pino';
import { areaRoutes } from '../../../server/areas/routes.ts';
import { CityGeometries } from '../../../server/cities/geometries.ts';
import { importCity } from '../../../server/cities/import.ts';
import { errorHandler, notFound } from '../../../server/http/errors.ts';
import { AuditLog } from '../../../server/audit/log.ts';
import { mountRoutes } from '../../../server/http/mount.ts';
import { tileRoutes } from '../../../server/tiles/routes.ts';
import { TileService } from '../../../server/tiles/service.ts';
import { freshDatabase, type FreshDatabase } from '../../support/postgres.ts';
import { latticeCity } from '../cities/lattice-city.ts';

export interface AreaServer {
  /** `/api/v1/cities/lattice` of it. */
  city: string;
  api: string;
  db: FreshDatabase['db'];
  tiles: TileService;
  /** Brings a new edition of the same city. */
  importAgain: () => Promise<void>;
  stop: () => Promise<void>;
}

/** A server of areas and tiles alone, on a port and a database of its own, with the lattice city. */
export async function startAreaServer(): Promise<AreaServer> {
  const { db, drop } = await freshDatabase();
  const importAgain = async (): Promise<void> => {
    await importCity(db, latticeCity(), { clock: 'live', feed: false, nowMs: 0 });
  };
  await importAgain();
  const geometries = new CityGeometries(db);
  const tiles = new TileService(db, geometries);
  const router = Router();
  mountRoutes(router, [...areaRoutes({ db, geometries }), ...tileRoutes({ tiles })]);
  const app = express();
  app
    .use('/api/v1', router)
    .use(notFound)
    .use(errorHandler(pino({ level: 'silent' }), new AuditLog(db, Date.now)));
  const server = http.createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`;
  return {
    api,
    city: `${api}/cities/lattice`,
    db,
    tiles,
    importAgain,
    async stop() {
      await tiles.stop();
      server.closeAllConnections();
      server.close();
      await drop();
    },
  };
}
