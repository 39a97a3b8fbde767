import type { Item } from '../../server/contract/item.ts';
import type { ItemColumn } from '../../server/contract/item-list.ts';
import { periodText } from '../../server/contract/period.ts';
import { formatList } from '../i18n/lists.ts';
import { useWords } from '../i18n/words.ts';

/** A field of an item in words. */
export function useFieldText(): (item: Item, field: ItemColumn) => string {
  const { t, locale } = useWords();
  return (item, field) => {
    switch (field) {
      case 'kind':
        return t(`whistle.kinds.${item.kind}`);
      case 'risk':
        return t(`whistle.risks.${item.risk}`);
      case 'departments':
        return formatList(item.departments, locale.value);
      case 'reportWithin':
      case 'resolveWithin':
        return periodText(item[field], locale.value);
      case 'weight':
        return String(item.weight);
      default:
        return item[field];
    }
  };
}
