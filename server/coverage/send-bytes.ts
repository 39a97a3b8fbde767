import type { Response } from 'express';

/** Sends bytes that a thread made, as they are; they hold for this moment only. */
export function sendBytes(res: Response, mediaType: string, { buffer, byteOffset, length }: Uint8Array): void {
  res
    .type(mediaType)
    .set('Cache-Control', 'no-store')
    .send(Buffer.from(buffer, byteOffset, length));
}
