import type { CityGeometry } from '../cities/geometry.ts';
import { startThread, ThreadEnded, type Thread } from '../threads/start.ts';
import { tileZooms } from '../contract/tiles.ts';
import { tileRange, type TileAddress } from './mercator.ts';
import { zoneKinds, type AreaLayer, type TileCity, type TileThread } from './thread-api.ts';

/** Gzipped; null where there is nothing in it. */
export type Tile = Uint8Array | null;

/** Tiles cut in one go while the cache is warmed: a request waits for no more than these. */
const warmBatch = 16;

const tileCity = (g: CityGeometry): TileCity => ({
  cityId: g.cityId,
  edition: g.edition,
  areas: g.areas.map(({ level, name, nameEn, label }) => ({ level, name, nameEn, label })),
  areaShapes: g.areaShapes,
  zoneShapes: g.zoneShapes,
  water: g.water,
  zoneCommunity: g.zoneCommunity,
  zonePeople: Uint32Array.from(g.zones, (z) => z.people),
  zoneKind: Uint8Array.from(g.zones, (z) => zoneKinds.indexOf(z.kind)),
});

interface Edition {
  edition: string;
  opened: Promise<void>;
  /** By `layer/z/x/y`; no more than the tiles that the city's box touches. */
  tiles: Map<string, Promise<Tile>>;
}

/** All tiles of a layer, in the order in which a person meets them: from far to near. */
export function* tilesOf(layer: AreaLayer, bbox: CityGeometry['bbox']): Generator<TileAddress> {
  const { minzoom, maxzoom } = tileZooms[layer];
  for (let z = minzoom; z <= maxzoom; z++) {
    const range = tileRange(bbox, z);
    for (let x = range.x[0]; x <= range.x[1]; x++) for (let y = range.y[0]; y <= range.y[1]; y++) yield { z, x, y };
  }
}

/** Cuts the tiles of areas and zones in a thread of its own and keeps them: one edition of each city. */
export class AreaTiles {
  private thread: Thread<TileThread> | undefined;
  private readonly editions = new Map<string, Edition>();
  private stopped = false;

  isStopped(): boolean {
    return this.stopped;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.thread?.stop();
  }

  /** The tile, from the cache or cut now. After a failure of the thread the next call starts another. */
  async tile(city: CityGeometry, layer: AreaLayer, address: TileAddress): Promise<Tile> {
    const { x, y } = tileRange(city.bbox, address.z);
    const isOutside = address.x < x[0] || address.x > x[1] || address.y < y[0] || address.y > y[1];
    return isOutside ? null : this.cut(city, layer, [address])[0]!;
  }

  /** Cuts every tile of a city, a few at a time. Ends early when a new edition comes or the server stops. */
  async warm(city: CityGeometry): Promise<void> {
    const { tiles } = this.edition(city);
    const isWanted = (): boolean => !this.stopped && this.editions.get(city.cityId)?.tiles === tiles;
    for (const layer of ['areas', 'zones'] as const) {
      const waiting = [...tilesOf(layer, city.bbox)];
      while (waiting.length > 0 && isWanted()) {
        const cut = await Promise.allSettled(this.cut(city, layer, waiting.splice(0, warmBatch)));
        const failed = cut.find((c) => c.status === 'rejected');
        if (failed !== undefined && !this.stopped) throw failed.reason;
      }
    }
  }

  private edition(city: CityGeometry): Edition {
    const known = this.editions.get(city.cityId);
    if (known?.edition === city.edition) return known;
    const made: Edition = { edition: city.edition, opened: this.running().api.open(tileCity(city)), tiles: new Map() };
    made.opened.catch((error: unknown) => this.failed(made, [], error));
    this.editions.set(city.cityId, made);
    return made;
  }

  /** Promises of these tiles; those that nobody asked for yet are asked of the thread in one message. */
  private cut(city: CityGeometry, layer: AreaLayer, wanted: TileAddress[]): Promise<Tile>[] {
    const edition = this.edition(city);
    const { opened, tiles } = edition;
    const key = ({ z, x, y }: TileAddress): string => `${layer}/${z}/${x}/${y}`;
    const missing = wanted.filter((address) => !tiles.has(key(address)));
    if (missing.length > 0) {
      const { api } = this.running();
      const answer = opened.then(() => api.tiles(city.cityId, city.edition, layer, missing));
      answer.catch((error: unknown) => this.failed(edition, missing.map(key), error));
      missing.forEach((address, i) =>
        tiles.set(
          key(address),
          answer.then((cut) => cut[i]!),
        ),
      );
    }
    return wanted.map((address) => tiles.get(key(address))!);
  }

  private running(): Thread<TileThread> {
    if (this.stopped) throw new Error('the tiles were stopped');
    this.thread ??= startThread<TileThread>(new URL('./thread.ts', import.meta.url));
    return this.thread;
  }

  /** Forgets what failed, so that it is asked again; where the thread is gone, everything that it was told. */
  private failed({ tiles }: Edition, keys: string[], error: unknown): void {
    for (const key of keys) tiles.delete(key);
    const isCurrent = [...this.editions.values()].some((e) => e.tiles === tiles);
    if (!(error instanceof ThreadEnded) || !isCurrent) return;
    this.thread = undefined;
    this.editions.clear();
  }
}
