import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { CityGeometries } from '../cities/geometries.ts';
import { cityIdSchema } from '../contract/city.ts';
import { largestNetworkBytes, networkInfoSchema, networkMediaTypes, networkSentSchema } from '../contract/network.ts';
import type { Database } from '../db/schema.ts';
import { deedOf } from '../http/deed.ts';
import { ProblemError } from '../http/problem.ts';
import { route, type Route } from '../http/route.ts';
import type { CityLog } from '../live/log.ts';
import type { NetworkReader } from './network-reader.ts';
import { readNetworkInfo, storeNetwork } from './network-store.ts';

export interface NetworkDeps {
  db: Kysely<Database>;
  log: CityLog;
  geometries: CityGeometries;
  reader: NetworkReader;
}

const params = z.object({ city: cityIdSchema });

export const networkRoutes = ({ db, log, geometries, reader }: NetworkDeps): Route[] => [
  route(
    {
      method: 'get',
      path: '/cities/:city/network',
      access: 'city.read',
      id: 'getWalkNetwork',
      summary: 'Where the city’s walking network comes from, how large it is, and what was left out of it',
      params,
      answer: { schema: networkInfoSchema },
      problems: ['city-unknown', 'network-missing'],
    },
    async ({ params: { city } }) => {
      await geometries.of(city);
      return readNetworkInfo(db, city);
    },
  ),
  route(
    {
      method: 'put',
      path: '/cities/:city/network',
      access: 'network.change',
      id: 'putWalkNetwork',
      summary:
        'Makes the city’s walking network of an OpenStreetMap extract (PBF, XML, XML with gzip), sent as it is: what can be walked in the city and so far around it as somebody may walk',
      params,
      query: networkSentSchema,
      files: networkMediaTypes,
      maxBytes: largestNetworkBytes,
      answer: { schema: networkInfoSchema },
      problems: [
        ...(['city-unknown', 'input-invalid', 'media-type-unsupported', 'body-too-large'] as const),
        ...(['osm-unknown', 'osm-truncated', 'osm-broken', 'osm-too-big', 'network-empty'] as const),
      ],
    },
    async ({ params: { city }, query, req }) => {
      const { bbox } = await geometries.of(city);
      if (!Buffer.isBuffer(req.body)) throw new ProblemError('osm-unknown');
      const read = await reader.read(req.body, bbox);
      const provenance = { layer: 'network', ...query, sourceCrs: 'WGS-84', synthetic: false };
      return log.run(city, {
        deed: deedOf(req),
        work: async (c) => {
          const edition = await storeNetwork(c.trx, city, { ...read, provenance });
          c.emit({ type: 'network.replaced', data: { edition } }, c.now);
          return readNetworkInfo(c.trx, city);
        },
      });
    },
  ),
];
