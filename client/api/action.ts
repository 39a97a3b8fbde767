import { ref, type Ref } from 'vue';
import { sentenceOf } from './problem.ts';
import type { Locale } from '../i18n/format.ts';

export interface Action {
  busy: Ref<boolean>;
  /** Why the last attempt failed, as a sentence; `null` while all is well. */
  failure: Ref<string | null>;
  /** Does the work once at a time; true where it succeeded. */
  run: (work: () => Promise<unknown>) => Promise<boolean>;
}

/** Something that a person does to a record, and how it went. */
export function useAction(locale: () => Locale): Action {
  const busy = ref(false);
  const failure = ref<string | null>(null);
  return {
    busy,
    failure,
    run: async (work) => {
      if (busy.value) return false;
      busy.value = true;
      failure.value = null;
      try {
        await work();
        return true;
      } catch (error) {
        failure.value = sentenceOf(error, locale());
        return false;
      } finally {
        busy.value = false;
      }
    },
  };
}
