import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

/** Files as telephones and others send them, made here from nothing. */

/** Stripes, so that no compression makes it small and a turn is seen: the left half is red, the right one noise. */
export function pixels(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(width * height * 3);
  let seed = 12345;
  for (let i = 0; i < width * height; i++) {
    const left = i % width < width / 2;
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    bytes.set(left ? [220, 20, 20] : [20, 20, 180 + (seed % 40)], i * 3);
  }
  return bytes;
}
export const drawing = (width: number, height: number) =>
  sharp(pixels(width, height), { raw: { width, height, channels: 3 } });

/** A photograph as a telephone keeps it: lying, with a note how it was held, where it was taken and by what. */
export const photograph = (width = 400, height = 200): Promise<Buffer> =>
  drawing(width, height)
    .withExif({
      IFD0: { Make: 'SECRETMAKER' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '31/1 20/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '118/1 22/1 0/1' },
    })
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 90 })
    .toBuffer();

export const png = (width = 64, height = 48): Promise<Buffer> => drawing(width, height).png().toBuffer();
export const webp = (width = 64, height = 48): Promise<Buffer> => drawing(width, height).webp().toBuffer();

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
};

/** A grey PNG that says it is so large, with this much in it. */
export function pngOf(width: number, height: number, raw: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(8, 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(raw)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
