import { rgba } from './palette.ts';

/** A square tile of diagonal lines, for `map.addImage` and `fill-pattern`: `size` pixels a side, RGBA. */
export function hatchImage(
  colour: string,
  size = 12,
  lineWidth = 2.4,
): { width: number; height: number; data: Uint8Array } {
  const [r, g, b] = rgba(colour);
  const data = new Uint8Array(size * size * 4);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const across = (x + y) % size;
      const distance = Math.min(across, size - across) / Math.SQRT2;
      const cover = Math.max(0, Math.min(1, lineWidth / 2 - distance + 0.5));
      data.set([r * cover, g * cover, b * cover, 255 * cover], (y * size + x) * 4);
    }
  }
  return { width: size, height: size, data };
}
