import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';

export type LoadStatus = 'idle' | 'loading' | 'ready' | 'failed';

/** Something that is read from the server: what is known, how the last attempt stands, and why it failed. */
export interface Load<T> {
  /** Kept while a newer answer is awaited or has failed: old data is shown as old, never as nothing. */
  data: ShallowRef<T | null>;
  status: Ref<LoadStatus>;
  error: ShallowRef<unknown>;
  /** Starts a reading; the one before is aborted and its late answer dropped. */
  run: (work: (signal: AbortSignal) => Promise<T>) => Promise<void>;
  /** Forgets everything, e.g. because another thing is meant now. */
  reset: () => void;
}

export function createLoad<T>(): Load<T> {
  const data: ShallowRef<T | null> = shallowRef(null);
  const status = ref<LoadStatus>('idle');
  const error = shallowRef<unknown>(null);
  let controller: AbortController | null = null;
  const start = (): AbortController => {
    controller?.abort();
    controller = new AbortController();
    return controller;
  };
  return {
    data,
    status,
    error,
    run: async (work) => {
      const mine = start();
      status.value = 'loading';
      try {
        const answer = await work(mine.signal);
        if (mine !== controller) return;
        data.value = answer;
        status.value = 'ready';
      } catch (cause) {
        if (mine !== controller) return;
        error.value = cause;
        status.value = 'failed';
      }
    },
    reset: () => {
      start();
      data.value = null;
      status.value = 'idle';
    },
  };
}
