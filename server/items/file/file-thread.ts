import type { CheckedItems } from '../../contract/item-list.ts';
import { serveThread } from '../../threads/serve.ts';
import { unreadable } from './check-list.ts';
import { checkCsv } from './csv.ts';
import { checkXlsx } from './xlsx.ts';

/** Reading a file of two megabytes takes the processor for a second or more; it is done here. */
export interface FileThread {
  check: (bytes: Uint8Array) => Promise<CheckedItems>;
}

const begins = (bytes: Uint8Array, ...magic: number[]): boolean => magic.every((b, i) => bytes[i] === b);

const api: FileThread = {
  /** By what the file is, not by what it is called: browsers do not agree on the media type of CSV. */
  async check(bytes) {
    if (begins(bytes, 0x50, 0x4b, 0x03, 0x04)) return checkXlsx(bytes);
    if (begins(bytes, 0xd0, 0xcf, 0x11, 0xe0))
      return unreadable(
        '这是旧的 XLS 或加密文件，请另存为 XLSX',
        'this is an old XLS or an encrypted file; save it as XLSX',
      );
    return checkCsv(bytes);
  },
};
serveThread(api);
