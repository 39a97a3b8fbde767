import type { Item } from '../../server/contract/item.ts';

/** An item with what it is found by. */
export interface FoundItem {
  item: Item;
  initials: string;
}

/** Better the smaller: code or initials or name from the beginning, then inside the name, then a department; none: `null`. */
function rank({ item, initials }: FoundItem, query: string): number | null {
  const [code, name] = [item.code.toLowerCase(), item.name.toLowerCase()];
  if (code === query || name === query) return 0;
  if (code.startsWith(query) || name.startsWith(query) || initials.startsWith(query)) return 1;
  if (name.includes(query)) return 2;
  if (/^[a-z0-9]{2,}$/.test(query) && initials.includes(query)) return 3;
  return item.departments.some((d) => d.toLowerCase().includes(query)) ? 4 : null;
}

/** The items that a query means, the closest first, else in the order of the list; all of them for an empty one. */
export function findItems(all: readonly FoundItem[], text: string): FoundItem[] {
  const query = text.normalize('NFKC').trim().toLowerCase();
  if (query === '') return [...all];
  return all
    .flatMap((found, at) => {
      const by = rank(found, query);
      return by === null ? [] : [{ found, by, at }];
    })
    .sort((a, b) => a.by - b.by || a.at - b.at)
    .map(({ found }) => found);
}
