import http from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tilesOf } from '../../../server/tiles/area-tiles.ts';
import { unitX, unitY } from '../../../server/tiles/mercator.ts';
import { ask, call } from '../../support/http.ts';
import { latticeCity } from '../cities/lattice-city.ts';
import { decodeTile } from './decode.ts';
import { startAreaServer, type AreaServer } from './server.ts';

interface TileJson {
  tilejson: string;
  tiles: [string];
  bounds: number[];
  minzoom: number;
  maxzoom: number;
  vector_layers: { id: string; fields: Record<string, string> }[];
}

let server: AreaServer;
beforeAll(async () => {
  server = await startAreaServer();
});
afterAll(() => server.stop());

const describeLayer = async (layer: string): Promise<TileJson> =>
  (await call<TileJson>('GET', `${server.city}/tiles/${layer}.json`)).body;

const address = (template: string, z: number, x: number, y: number): string =>
  template.replace('{z}', String(z)).replace('{x}', String(x)).replace('{y}', String(y));

/** One answer as it comes over the wire: `fetch` would unpack it. */
function raw(url: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: http.IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
    http
      .get(url, { headers }, (res) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('end', () => resolve({ status: res.statusCode!, headers: res.headers, body: Buffer.concat(chunks) }));
      })
      .on('error', reject);
  });
}

const read = async (url: string) => decodeTile(new Uint8Array(await (await ask(url)).arrayBuffer()));
/** A tile in the middle of the city. */
const middle = { z: 13, x: Math.floor(unitX(118.33) * 2 ** 13), y: Math.floor(unitY(31.23) * 2 ** 13) };

describe('tiles over HTTP', () => {
  it('TileJSON 3.0 names layers, bounds and the address with the present version', async () => {
    for (const [layer, ids] of [
      ['zones', ['zones']],
      ['areas', ['areas', 'water', 'labels']],
      ['stations', ['stations']],
    ] as const) {
      const json = await describeLayer(layer);
      expect(json).toMatchObject({ tilejson: '3.0.0', bounds: latticeCity().bbox, maxzoom: 14 });
      expect(json.vector_layers.map((l) => l.id)).toEqual(ids);
      expect(json.tiles[0].startsWith(`${server.city}/tiles/${layer}/1-1-`)).toBe(true);
    }
  });

  it('the tiles of zoom 14 hold every zone, each with its community, kind and people, and no string', async () => {
    const json = await describeLayer('zones');
    const model = latticeCity();
    const seen = new Set<number>();
    for (const { z, x, y } of [...tilesOf('zones', model.bbox)].filter((t) => t.z === 14)) {
      const answer = await ask(address(json.tiles[0], z, x, y));
      if (answer.status === 204) continue;
      for (const { id, properties } of decodeTile(new Uint8Array(await answer.arrayBuffer())).get('zones')!.features) {
        seen.add(id);
        const zone = model.zones[id]!;
        expect(properties).toEqual({
          a: model.areas.findIndex((a) => a.code === zone.community),
          k: zone.kind === 'water' ? 3 : 0,
          p: zone.people,
        });
      }
    }
    expect(seen.size).toBe(model.zones.length);
  });

  it('areas come with their level, labels with their names, each label once', async () => {
    const json = await describeLayer('areas');
    const labels = new Map<number, number>();
    for (const { z, x, y } of [...tilesOf('areas', latticeCity().bbox)].filter((t) => t.z === 12)) {
      const answer = await ask(address(json.tiles[0], z, x, y));
      if (answer.status === 204) continue;
      const tile = decodeTile(new Uint8Array(await answer.arrayBuffer()));
      for (const { id, properties } of tile.get('labels')?.features ?? []) {
        labels.set(id, (labels.get(id) ?? 0) + 1);
        expect(properties['n']).toBe(latticeCity().areas[id]!.name);
      }
      for (const { id, properties } of tile.get('areas')?.features ?? [])
        expect(properties).toEqual({
          l: ['city', 'district', 'street', 'community'].indexOf(latticeCity().areas[id]!.level),
        });
    }
    expect([...labels.values()]).toEqual(latticeCity().areas.map(() => 1));
  });

  it('a tile is packed, kept for ever and has a strong tag; a client that has it gets 304', async () => {
    const { tiles } = await describeLayer('zones');
    const url = address(tiles[0], middle.z, middle.x, middle.y);
    const packed = await raw(url, { 'accept-encoding': 'gzip, br' });
    expect(packed.headers).toMatchObject({
      'content-encoding': 'gzip',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'application/vnd.mapbox-vector-tile',
    });
    expect(packed.headers.vary).toContain('Accept-Encoding');
    const tag = packed.headers.etag!;
    expect(tag).toMatch(/^"[^"]+"$/);
    const again = await raw(url, { 'accept-encoding': 'gzip', 'if-none-match': tag });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    const plain = await raw(url);
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.headers.etag).not.toBe(tag);
    expect(decodeTile(plain.body)).toEqual(await read(url));
  });

  it('an empty tile is 204, inside the box of the city and far from it', async () => {
    const { tiles } = await describeLayer('zones');
    const far = await raw(address(tiles[0], 14, 0, 0));
    expect([far.status, far.body.length]).toEqual([204, 0]);
    expect(far.headers['cache-control']).toContain('immutable');
  });

  it('an address that names no tile is tile-unknown, and says why', async () => {
    const { tiles } = await describeLayer('zones');
    const present = /zones\/([^/]+)\//.exec(tiles[0])![1]!;
    const refused: [string, RegExp][] = [
      [address(tiles[0], 6, 0, 0), /zoom 7 to 14/],
      [address(tiles[0], 15, 0, 0), /zoom 7 to 14/],
      [address(tiles[0], 8, 256, 0), /below 256/],
      [address(tiles[0].replace('{x}', 'one'), 8, 0, 0), /one is not a whole number/],
      [address(tiles[0].replace('{y}', '-1'), 8, 0, 0), /-1 is not a whole number/],
      [address(tiles[0].replace('{y}', '1e3'), 8, 0, 0), /1e3 is not/],
      [address(tiles[0].replace(present, '0'), 8, 0, 0), new RegExp(`present version is ${present}`)],
      [`${server.city}/tiles/roads/1/8/0/0.mvt`, /no layer roads/],
      [`${server.city}/tiles/constructor.json`, /no layer constructor/],
    ];
    for (const [url, detail] of refused) {
      const { status, body, headers } = await call('GET', url);
      expect([status, body.code], url).toEqual([404, 'tile-unknown']);
      expect(body.detail).toMatch(detail);
      expect(headers.get('cache-control') ?? '').not.toContain('immutable');
    }
    const nowhere = await call('GET', `${server.api}/cities/nowhere/tiles/zones.json`);
    expect([nowhere.status, nowhere.body.code]).toEqual([404, 'city-unknown']);
  });

  it('a station that changed makes a new version of the stations, in which it is changed', async () => {
    const before = await describeLayer('stations');
    const z8 = { z: 8, x: 212, y: 104 };
    const open = async ({ tiles }: TileJson): Promise<unknown[]> =>
      (await read(address(tiles[0], z8.z, z8.x, z8.y))).get('stations')!.features.map((f) => f.properties['o']);
    expect(await open(before)).toEqual(Array(8).fill(1));
    await server.db.updateTable('station').set({ open: false, seq: 41 }).where('code', '=', 'S0002').execute();
    const after = await describeLayer('stations');
    expect(after.tiles[0]).not.toBe(before.tiles[0]);
    expect(await open(after)).toEqual([1, 0, 1, 1, 1, 1, 1, 1]);
    expect((await call('GET', address(before.tiles[0], z8.z, z8.x, z8.y))).status).toBe(404);
    expect((await describeLayer('zones')).tiles[0]).toContain('/zones/1-1-');
  });

  it('warming cuts every tile, while requests are answered; a new edition takes the place of the old', async () => {
    const { tiles } = await describeLayer('zones');
    const [, tile] = await Promise.all([server.tiles.warm(), read(address(tiles[0], middle.z, middle.x, middle.y))]);
    expect(tile.get('zones')!.features.length).toBeGreaterThan(0);
    await server.importAgain();
    const next = await describeLayer('zones');
    expect(next.tiles[0]).toContain('/zones/1-2-');
    expect((await call('GET', address(tiles[0], middle.z, middle.x, middle.y))).status).toBe(404);
    expect(await read(address(next.tiles[0], middle.z, middle.x, middle.y))).toEqual(tile);
  });

  it('a stop while tiles are warmed ends the warming without a fault', async () => {
    const other = await startAreaServer();
    const warming = other.tiles.warm();
    await other.stop();
    await expect(warming).resolves.toBeUndefined();
  });
});
