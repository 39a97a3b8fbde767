import { onBeforeUnmount, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import type { AuditCheck, AuditHead } from '../../server/contract/audit.ts';
import { checkAudit, type AuditOf } from '../api/audit.ts';
import type { Http } from '../api/http.ts';

export interface ChainState {
  /** Rows that were looked at so far, and where the chain ends; `null` before the first answer. */
  checked: Ref<number>;
  head: ShallowRef<AuditHead | null>;
  faults: ShallowRef<AuditCheck['faults']>;
  /** Whether every row up to the head was looked at. */
  done: Ref<boolean>;
  error: ShallowRef<unknown>;
  again: () => void;
}

/** Has the server look at a chain from its beginning, a step at a time; leaving or another chain ends it. */
export function useChain(http: Http, of: Ref<AuditOf>): ChainState {
  const checked = ref(0);
  const head = shallowRef<AuditHead | null>(null);
  const faults = shallowRef<AuditCheck['faults']>([]);
  const done = ref(false);
  const error = shallowRef<unknown>(null);
  let controller = new AbortController();

  async function run({ signal }: AbortController): Promise<void> {
    [checked.value, head.value, faults.value, done.value, error.value] = [0, null, [], false, null];
    try {
      for (let after = 0; !done.value;) {
        const step = await checkAudit(http, of.value, after, signal);
        if (signal.aborted) return;
        after = step.to;
        checked.value += step.rows;
        head.value = step.head;
        faults.value = [...faults.value, ...step.faults];
        done.value = step.done;
      }
    } catch (cause) {
      if (!signal.aborted) error.value = cause;
    }
  }
  const again = (): void => {
    controller.abort();
    controller = new AbortController();
    void run(controller);
  };
  watch(of, again, { immediate: true });
  onBeforeUnmount(() => controller.abort());
  return { checked, head, faults, done, error, again };
}
