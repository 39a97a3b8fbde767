import { gunzipSync } from 'node:zlib';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { cityIdSchema } from '../contract/city.ts';
import { ProblemError } from '../http/problem.ts';
import { route, type Route } from '../http/route.ts';
import type { Tile } from './area-tiles.ts';
import type { TileService } from './service.ts';

export interface TileDeps {
  tiles: TileService;
}

const city = z.object({ city: cityIdSchema });
const tileParams = city.extend({
  layer: z.string().max(20),
  version: z.string().max(60),
  z: z.string().max(20),
  x: z.string().max(20),
  y: z.string().max(20),
});

/** A whole number of the address; anything else names no tile. */
function whole(text: string): number {
  if (!/^\d{1,8}$/.test(text)) throw new ProblemError('tile-unknown', `${text} is not a whole number`);
  return Number(text);
}

/** Sends a tile that never changes under its address, packed where the client takes it so. */
function sendTile(req: Request, res: Response, tile: Tile): void {
  res.set('Cache-Control', 'public, max-age=31536000, immutable').vary('Accept-Encoding');
  if (tile === null) {
    res.status(204).end();
    return;
  }
  // The address names the version, so it is a tag of the content; the packing makes it another representation.
  const packed = req.acceptsEncodings('gzip') === 'gzip';
  res.set('ETag', `"${req.path.replaceAll('/', '.')}${packed ? '' : '.plain'}"`);
  res.type('application/vnd.mapbox-vector-tile');
  if (packed) res.set('Content-Encoding', 'gzip');
  res.send(Buffer.from(packed ? tile : gunzipSync(tile)));
}

const describeRoute = ({ tiles }: TileDeps): Route =>
  route(
    {
      method: 'get',
      path: '/cities/:city/tiles/:layer.json',
      access: 'city.read',
      id: 'getTileJson',
      summary: 'TileJSON 3.0 of the zones, areas or stations; its tile address holds the present version',
      params: city.extend({ layer: z.string().max(20) }),
      answer: { schema: z.looseObject({ tilejson: z.literal('3.0.0'), tiles: z.array(z.string()) }) },
      problems: ['city-unknown', 'tile-unknown'],
    },
    ({ params, req, res }) => {
      res.set('Cache-Control', 'no-cache');
      return tiles.describe(params.city, params.layer, `${req.protocol}://${req.get('host') ?? 'localhost'}`);
    },
  );

const tileRoute = ({ tiles }: TileDeps): Route =>
  route(
    {
      method: 'get',
      path: '/cities/:city/tiles/:layer/:version/:z/:x/:y.mvt',
      access: 'city.read',
      id: 'getTile',
      summary: 'One vector tile; its content never changes. 204 where it is empty',
      params: tileParams,
      answer: { schema: 'application/vnd.mapbox-vector-tile' },
      problems: ['city-unknown', 'tile-unknown'],
    },
    async ({ params: { layer, version, z, x, y, ...rest }, req, res }) => {
      const address = { z: whole(z), x: whole(x), y: whole(y) };
      sendTile(req, res, await tiles.tile({ city: rest.city, layer, version, address }));
    },
  );

export const tileRoutes = (deps: TileDeps): Route[] => [describeRoute(deps), tileRoute(deps)];
