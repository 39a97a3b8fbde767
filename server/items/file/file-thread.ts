import type { Item } from '../../contract/item.ts';
import type { CheckedItems, ListFormat } from '../../contract/item-list.ts';
import type { ListLanguage } from '../../contract/period.ts';
import { serveThread } from '../../threads/serve.ts';
import { unreadable } from './check-list.ts';
import { checkCsv, csvOf } from './csv.ts';
import { rowsOf } from './write-rows.ts';
import { checkXlsx, xlsxOf } from './xlsx.ts';

/** Reading a file of two megabytes takes the processor for a second or more; it is done here, and writing one too. */
export interface FileThread {
  check: (bytes: Uint8Array) => Promise<CheckedItems>;
  write: (items: Item[], format: ListFormat, language: ListLanguage) => Promise<Uint8Array>;
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
  async write(items, format, language) {
    const rows = rowsOf(items, language);
    return format === 'csv' ? Buffer.from(csvOf(rows)) : xlsxOf(rows);
  },
};
serveThread(api);
