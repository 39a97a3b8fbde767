import { maxPictureBytes } from '../../server/contract/picture.ts';
import { ApiError } from '../api/problem.ts';

/** Files up to this size go as they are, bytes. */
const smallEnough = 1.5 * 1024 * 1024;
/** Longer side of what is sent instead, pixels: more than is kept. */
const longestSide = 2400;

/** Draws a large photograph smaller before it goes over a telephone's line; what cannot be drawn stays as it is. */
export async function shrunk(file: Blob): Promise<Blob> {
  if (file.size <= smallEnough) return file;
  const smaller = await redrawn(file).catch(() => null);
  const sent = smaller !== null && smaller.size < file.size ? smaller : file;
  // What is too large would be cut off in the middle: nobody would hear why.
  if (sent.size > maxPictureBytes) throw new ApiError('body-too-large');
  return sent;
}

async function redrawn(file: Blob): Promise<Blob> {
  const image = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const scale = Math.min(1, longestSide / Math.max(image.width, image.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error('nothing was drawn')) : resolve(blob)),
      'image/jpeg',
      0.85,
    ),
  );
}
