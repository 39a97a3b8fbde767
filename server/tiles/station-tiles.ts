import { gzipSync } from 'node:zlib';
import type { Kysely } from 'kysely';
import type { Database } from '../db/schema.ts';
import { encodeTile } from './city-layers.ts';
import type { TileAddress } from './mercator.ts';
import { PointLayer } from './point-layer.ts';
import { readStationPoints, readStationSeq } from './store.ts';

const kinds = ['vanguard', 'centre', 'neighbourhood'];

/**
 * Tiles of the stations as they are now. Some hundred points are cut in less time than a thread is asked, so it is done
 * where it is needed.
 */
export class StationTiles {
  private readonly layers = new Map<string, { edition: string; seq: number; layer: PointLayer }>();

  constructor(private readonly db: Kysely<Database>) {}

  /** The layer of the present stations, and the number that names this state within an edition of the city. */
  async of(cityId: string, edition: string): Promise<{ seq: number; layer: PointLayer }> {
    const known = this.layers.get(cityId);
    if (known?.edition === edition && known.seq === (await readStationSeq(this.db, cityId))) return known;
    const { seq, stations } = await readStationPoints(this.db, cityId);
    const points = stations.map(({ kind, lng, lat, open }, id) => ({
      id,
      position: [lng, lat] as const,
      values: [open ? 1 : 0, kinds.indexOf(kind)],
      minZoom: 0,
    }));
    const entry = { edition, seq, layer: new PointLayer('stations', ['o', 'k'], points) };
    this.layers.set(cityId, entry);
    return entry;
  }
}

/** The tile, gzipped; null where it is empty. */
export function cutStations(layer: PointLayer, address: TileAddress): Uint8Array | null {
  const bytes = encodeTile([layer], address);
  return bytes.length === 0 ? null : gzipSync(bytes);
}
