import { computed, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import type { AuditFilter, AuditPage, AuditRowShown } from '../../server/contract/audit.ts';
import { fetchAudit, type AuditOf } from '../api/audit.ts';
import type { Http } from '../api/http.ts';
import { createLoad } from '../api/load.ts';

export interface AuditRows {
  rows: ShallowRef<AuditRowShown[]>;
  /** Whether there are older ones. */
  hasMore: ComputedRef<boolean>;
  status: Ref<'idle' | 'loading' | 'ready' | 'failed'>;
  error: ShallowRef<unknown>;
  more: () => void;
  /** From the newest on again. */
  afresh: () => void;
}

/** The rows that fit a filter, newest first, older ones added as they are asked for. */
export function useAuditRows(http: Http, of: Ref<AuditOf>, filter: Ref<AuditFilter>): AuditRows {
  const { data, status, error, run } = createLoad<AuditPage>();
  const rows = shallowRef<AuditRowShown[]>([]);
  const read = (before: number | null): void => {
    void run(async (signal) => {
      const page = await fetchAudit(http, of.value, { ...filter.value, before }, signal);
      rows.value = before === null ? page.rows : [...rows.value, ...page.rows];
      return page;
    });
  };
  const afresh = (): void => {
    rows.value = [];
    read(null);
  };
  watch([of, filter], afresh, { immediate: true });
  return {
    ...{ rows, status, error, afresh },
    hasMore: computed(() => (data.value?.next ?? null) !== null && rows.value.length > 0),
    more: () => read(data.value?.next ?? null),
  };
}
