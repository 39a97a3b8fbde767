import { createDecipheriv, createECDH, createHmac, hkdfSync, randomBytes, type ECDH } from 'node:crypto';
import { pushMessageSchema, type PushMessage } from '../../server/contract/telling.ts';
import type { Received } from './receiver.ts';

const base64Url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** A browser's side of Web Push: its keys, and how it reads what reaches it (RFC 8291, written from its text). */
export class PushDevice {
  private readonly pair: ECDH = createECDH('prime256v1');
  private readonly secret = randomBytes(16);

  constructor(readonly endpoint: string) {
    this.pair.generateKeys();
  }

  get keys(): { p256dh: string; auth: string } {
    return { p256dh: base64Url(this.pair.getPublicKey()), auth: base64Url(this.secret) };
  }

  /** Throws where it was meant for another device. */
  read({ bytes }: Received): PushMessage {
    const salt = bytes.subarray(0, 16);
    const length = bytes[20]!;
    const sender = bytes.subarray(21, 21 + length);
    const content = bytes.subarray(21 + length);
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.pair.getPublicKey(), sender]);
    const shared = createHmac('sha256', this.secret).update(this.pair.computeSecret(sender)).digest();
    const input = createHmac('sha256', shared)
      .update(Buffer.concat([info, Buffer.from([1])]))
      .digest();
    const derive = (what: string, size: number): Buffer =>
      Buffer.from(hkdfSync('sha256', input, salt, `Content-Encoding: ${what}\0`, size));
    const cipher = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12));
    cipher.setAuthTag(content.subarray(-16));
    const padded = Buffer.concat([cipher.update(content.subarray(0, -16)), cipher.final()]);
    return pushMessageSchema.parse(JSON.parse(padded.subarray(0, padded.lastIndexOf(2)).toString('utf8')));
  }
}
