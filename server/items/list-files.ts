import type { Item } from '../contract/item.ts';
import type { CheckedItems, ListFormat } from '../contract/item-list.ts';
import type { ListLanguage } from '../contract/period.ts';
import { startThread, ThreadEnded, type Thread } from '../threads/start.ts';
import { unreadable } from './file/check-list.ts';
import type { FileThread } from './file/file-thread.ts';

/** A list of 1,000 items is read in well under a second and 50 MB. */
const limits = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 32 };
const patienceMs = 15_000;

/**
 * Reads and writes lists as files in a thread that lives only for one of them, one at a time: a file that is a trap takes
 * nothing else with it, and a server that is asked for none loads nothing for them.
 */
export class ListFiles {
  private working: Promise<unknown> = Promise.resolve();
  private thread: Thread<FileThread> | undefined;

  /** Items, notes and rejects of a CSV or XLSX file. */
  async check(bytes: Uint8Array): Promise<CheckedItems> {
    try {
      return await this.inThread((api) => api.check(bytes));
    } catch (error) {
      if (!(error instanceof ThreadEnded)) throw error;
      return unreadable('文件内容过大，无法读取', 'the file holds more than can be read');
    }
  }

  write(items: Item[], format: ListFormat, language: ListLanguage): Promise<Uint8Array> {
    return this.inThread((api) => api.write(items, format, language));
  }

  async stop(): Promise<void> {
    await this.thread?.stop();
  }

  private inThread<T>(work: (api: Thread<FileThread>['api']) => Promise<T>): Promise<T> {
    const done = this.working.then(() => this.now(work));
    this.working = done.catch(() => undefined);
    return done;
  }

  private async now<T>(work: (api: Thread<FileThread>['api']) => Promise<T>): Promise<T> {
    const thread = startThread<FileThread>(new URL('./file/file-thread.ts', import.meta.url), limits);
    this.thread = thread;
    const impatience = setTimeout(() => void thread.stop(), patienceMs);
    try {
      return await work(thread.api);
    } finally {
      clearTimeout(impatience);
      this.thread = undefined;
      await thread.stop();
    }
  }
}
