import { computed, reactive, watch, type WritableComputedRef } from 'vue';
import type { Item } from '../../server/contract/item.ts';
import { useItems } from '../items/store.ts';
import { newDraft, withItem, withSource, type CallDraft } from './call-draft.ts';

export interface UsedDraft {
  draft: CallDraft;
  item: WritableComputedRef<Item | null>;
  /** From the list to words of one's own, or back. */
  changeSource: () => void;
}

/** What somebody writes into the form, kept in step with the list of items that is in force. */
export function useCallDraft(): UsedDraft {
  const draft = reactive(newDraft());
  const items = useItems();
  items.want();
  // A city with a list calls by item; where there is none, or it cannot be read, everything is said by hand. A list that
  // comes late does not take away what has been written.
  watch(
    () => items.list !== null || !items.settled,
    (listed) => {
      if (!listed || draft.title === '') Object.assign(draft, withSource(draft, listed));
    },
    { immediate: true },
  );
  // A list that has just come into force may know the item no more, or otherwise.
  watch(
    () => items.all,
    (all) => {
      const known = all.find(({ item }) => item.code === draft.item?.code)?.item ?? null;
      if (draft.item !== null && JSON.stringify(known) !== JSON.stringify(draft.item))
        Object.assign(draft, withItem(draft, known));
    },
  );
  const item = computed({ get: () => draft.item, set: (chosen) => Object.assign(draft, withItem(draft, chosen)) });
  const changeSource = (): void => void Object.assign(draft, withSource(draft, !draft.fromList));
  return { draft, item, changeSource };
}
