import { auditRoutes } from './audit/routes.ts';
import { areaRoutes } from './areas/routes.ts';
import { authRoutes } from './auth/routes.ts';
import { cityRoutes } from './cities/routes.ts';
import { spell } from './cities/spelling.ts';
import { coverageRoutes } from './coverage/routes.ts';
import { networkRoutes } from './coverage/network-routes.ts';
import { walkRoutes } from './coverage/walk-routes.ts';
import type { Route } from './http/route.ts';
import { itemRoutes } from './items/routes.ts';
import { eventRoutes } from './live/event-routes.ts';
import { pictureRoutes } from './pictures/routes.ts';
import { scoreRoutes } from './scores/routes.ts';
import type { AppDeps, Services } from './services.ts';
import { stationRoutes } from './stations/routes.ts';
import { pushRoutes } from './telling/push-routes.ts';
import { webhookRoutes } from './telling/webhook-routes.ts';
import { tileRoutes } from './tiles/routes.ts';
import { whistleRoutes } from './whistles/routes.ts';

/** Every operation of the API: the only place that knows all features. */
export function routesOf(
  deps: AppDeps,
  { live, geometries, coverage, walking, networkReader, tiles, maker, items, files, audit, who, revocations }: Services,
): Route[] {
  const { db, realNowMs, newId, times } = deps;
  const log = live.cityLog;
  const locator = async (cityId: string) => {
    const geometry = await geometries.of(cityId);
    return (position: [number, number]) => geometry.placeOf(position);
  };
  return [
    ...authRoutes({ ...deps, who, audit, revocations }),
    ...cityRoutes({ db, log, maker, realNowMs }),
    ...areaRoutes({ db, geometries }),
    ...stationRoutes({ db, log, locator, naming: { pinyin: spell, newId } }),
    ...itemRoutes({ db, log, audit, book: items, files, realNowMs }),
    ...whistleRoutes({ db, log, locator, newId, items, times }),
    ...pictureRoutes({ db, log, newId }),
    ...eventRoutes(db),
    ...auditRoutes({ db, audit }),
    ...scoreRoutes({ db, audit, realNowMs }),
    ...coverageRoutes({ coverage, geometries }),
    ...walkRoutes({ walking, geometries }),
    ...networkRoutes({ db, log, geometries, reader: networkReader }),
    ...tileRoutes({ tiles }),
    ...webhookRoutes({ ...deps, audit }),
    ...pushRoutes({ ...deps, audit }),
  ];
}
