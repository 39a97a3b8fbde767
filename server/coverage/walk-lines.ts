import { edgePoints } from '../../geodata/network/lines.ts';
import type { WalkNetwork } from '../../geodata/network/model.ts';
import { sphereMetres } from '../../geodata/crs/sphere.ts';

export type LngLatLine = [number, number][];

/** Seven decimals of a degree are a centimetre. */
const rounded = (degrees: number): number => Math.round(degrees * 1e7) / 1e7;
export const lineLngLat = ([lng, lat]: readonly [number, number]): [number, number] => [rounded(lng), rounded(lat)];

/** A part of an edge as a line, in the direction walked: from `fromMm` to `toMm` along it. */
export function edgeLine(
  network: WalkNetwork,
  { edge, fromMm, toMm }: { edge: number; fromMm: number; toMm: number },
): LngLatLine {
  const points = edgePoints(network, edge);
  const lengths = points.slice(1).map((b, i) => sphereMetres(points[i]![0], points[i]![1], b[0], b[1]));
  const drawn = lengths.reduce((a, b) => a + b, 0);
  const walkedMm = 1000 * network.metres[edge]!;
  const scale = walkedMm > 0 ? drawn / walkedMm : 0;
  const [low, high] = [Math.min(fromMm, toMm) * scale, Math.max(fromMm, toMm) * scale];
  const line: LngLatLine = [];
  let before = 0;
  lengths.forEach((length, i) => {
    const [a, b] = [points[i]!, points[i + 1]!];
    const at = (metres: number): [number, number] => {
      const t = length > 0 ? Math.min(1, Math.max(0, (metres - before) / length)) : 0;
      return [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
    };
    if (before <= high && before + length >= low) {
      if (line.length === 0) line.push(at(low));
      line.push(at(high));
    }
    before += length;
  });
  return fromMm > toMm ? line.reverse() : line;
}

/** Lines one after the other as one; a point that repeats the one before it is left out. */
export function joined(lines: readonly LngLatLine[]): LngLatLine {
  const out: LngLatLine = [];
  for (const line of lines)
    for (const point of line) {
      const last = out.at(-1);
      if (last === undefined || last[0] !== point[0] || last[1] !== point[1]) out.push(point);
    }
  return out;
}
