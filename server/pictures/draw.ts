import { createHash } from 'node:crypto';
import type { OutputInfo, Sharp } from 'sharp';
import { ProblemError } from '../http/problem.ts';

/** A picture as it is stored: made anew from its pixels, so that nothing else of what was sent is kept. */
export interface Drawn {
  image: Buffer;
  thumbnail: Buffer;
  width: number;
  height: number;
  /** Of `image`. */
  sha256: string;
  /** Of the file that was sent. */
  sentSha256: string;
}

/** Longer side, pixels. */
const longestSide = 1600;
const thumbnailSide = 320;
/** Past this many pixels a file is refused by its header, before anything is unpacked: a telephone's are 50 million. */
const mostPixels = 64_000_000;
const seconds = 20;

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

type Library = typeof import('sharp').default;
let library: Promise<Library> | undefined;

/** Loaded with the first picture. Of all that the library can read, only three kinds stay open: SVG and others are programs. */
const load = (): Promise<Library> =>
  (library ??= import('sharp').then(({ default: sharp }) => {
    sharp.block({ operation: ['VipsForeignLoad'] });
    sharp.unblock({
      operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'],
    });
    sharp.cache(false);
    sharp.concurrency(1);
    return sharp;
  }));

const jpeg = (image: Sharp, quality: number): Promise<{ data: Buffer; info: OutputInfo }> =>
  image.jpeg({ quality }).timeout({ seconds }).toBuffer({ resolveWithObject: true });

const within = (side: number) => ({ width: side, height: side, fit: 'inside' as const, withoutEnlargement: true });

async function redraw(sharp: Library, file: Buffer): Promise<Drawn> {
  const source = sharp(file, { limitInputPixels: mostPixels, failOn: 'error', pages: 1 });
  // Upright first: the note that says how it was held goes with all others.
  const upright = source.autoOrient().resize(within(longestSide)).flatten({ background: '#ffffff' });
  const { data: image, info } = await jpeg(upright, 80);
  const { data: thumbnail } = await jpeg(sharp(image).resize(within(thumbnailSide)), 75);
  return { image, thumbnail, width: info.width, height: info.height, sha256: sha256(image), sentSha256: sha256(file) };
}

/** Pictures that are unpacked at one time: each takes memory by its pixels. */
const atOnce = 2;

/** Others wait, each with its file in memory. */
const mostWaiting = 16;

/** Draws pictures anew on the library's own threads, few at a time. */
export class DrawingDesk {
  private drawing = 0;
  private readonly waiting: (() => void)[] = [];

  /** Throws `picture-invalid` for whatever is no whole picture of reasonable size, `too-many-requests` where too many wait. */
  async draw(file: Buffer): Promise<Drawn> {
    if (this.waiting.length >= mostWaiting) throw new ProblemError('too-many-requests', `${mostWaiting} pictures wait`);
    if (this.drawing >= atOnce) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.drawing += 1;
    try {
      return await redraw(await load(), file).catch(() => {
        throw new ProblemError('picture-invalid');
      });
    } finally {
      // The place goes on to whoever waits.
      const next = this.waiting.shift();
      if (next === undefined) this.drawing -= 1;
      else next();
    }
  }
}
