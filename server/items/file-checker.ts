import type { CheckedItems } from '../contract/item-list.ts';
import { startThread, ThreadEnded, type Thread } from '../threads/start.ts';
import { unreadable } from './file/check-list.ts';
import type { FileThread } from './file/file-thread.ts';

/** A list of 1,000 items is read in well under a second and 50 MB. */
const limits = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 32 };
const patienceMs = 15_000;

/** Checks files in a thread that lives only for one of them, one at a time: a file that is a trap takes nothing else with it. */
export class FileChecker {
  private checking: Promise<unknown> = Promise.resolve();
  private thread: Thread<FileThread> | undefined;

  /** Items, notes and rejects of a CSV or XLSX file; rejects (as a promise) only where the server is stopping. */
  check(bytes: Uint8Array): Promise<CheckedItems> {
    const checked = this.checking.then(() => this.checkNow(bytes));
    this.checking = checked.catch(() => undefined);
    return checked;
  }

  async stop(): Promise<void> {
    await this.thread?.stop();
  }

  private async checkNow(bytes: Uint8Array): Promise<CheckedItems> {
    const thread = startThread<FileThread>(new URL('./file/file-thread.ts', import.meta.url), limits);
    this.thread = thread;
    const impatience = setTimeout(() => void thread.stop(), patienceMs);
    try {
      return await thread.api.check(bytes);
    } catch (error) {
      if (!(error instanceof ThreadEnded)) throw error;
      return unreadable('文件内容过大，无法读取', 'the file holds more than can be read');
    } finally {
      clearTimeout(impatience);
      this.thread = undefined;
      await thread.stop();
    }
  }
}
