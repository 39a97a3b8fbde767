import type { CoverageDelta, CoverageRow, ZoneCells } from '../../server/contract/coverage.ts';

/** Little-endian arrays of a delta, whatever the transport made of them (a browser hands over an ArrayBuffer). */
const bytesOf = (data: Uint8Array | ArrayBuffer): Uint8Array => new Uint8Array(data);

/** A delta follows these cells only where it starts from their `seq` and speaks of the same radius. */
export const follows = (cells: Pick<ZoneCells, 'seq' | 'radiusMetres'>, delta: CoverageDelta): boolean =>
  delta.fromSeq === cells.seq && delta.summary.radiusMetres === cells.radiusMetres;

/** New cells with the delta applied; the old ones stay as they are. */
export function applyDelta(cells: ZoneCells, delta: CoverageDelta): ZoneCells {
  const zoneBytes = bytesOf(delta.zones);
  const shareBytes = bytesOf(delta.share);
  const circleBytes = bytesOf(delta.circles);
  const zoneView = new DataView(zoneBytes.buffer, zoneBytes.byteOffset);
  const shareView = new DataView(shareBytes.buffer, shareBytes.byteOffset);
  const share = cells.share.slice();
  const circles = cells.circles.slice();
  for (let i = 0; i < zoneBytes.length / 4; i++) {
    const zone = zoneView.getUint32(4 * i, true);
    share[zone] = shareView.getUint16(2 * i, true);
    circles[zone] = circleBytes[i] ?? 0;
  }
  return { ...cells, seq: delta.summary.seq, share, circles };
}

/** Rows with those of the delta in place of the old, by area index. */
export function mergeRows(
  rows: ReadonlyMap<number, CoverageRow>,
  changed: readonly CoverageRow[],
): Map<number, CoverageRow> {
  const merged = new Map(rows);
  for (const row of changed) merged.set(row.index, row);
  return merged;
}
