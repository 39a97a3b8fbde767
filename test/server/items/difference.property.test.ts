import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Item } from '../../../server/contract/item.ts';
import { differenceOf, type ItemDifference } from '../../../server/contract/item-list.ts';
import { item, list } from './lists.ts';

const byCode = (items: readonly Item[]): Item[] => [...items].sort((a, b) => (a.code < b.code ? -1 : 1));

/** The list that a difference makes of another: only the fields that it names are taken over. */
function applied(to: readonly Item[], { added, removed, changed }: ItemDifference): Item[] {
  const gone = new Set(removed.map((i) => i.code));
  const kept = to.filter((i) => !gone.has(i.code));
  const after = kept.map((i) => {
    const change = changed.find((c) => c.code === i.code);
    return { ...i, ...Object.fromEntries((change?.fields ?? []).map((f) => [f, change!.after[f]])) };
  });
  return [...after, ...added];
}

/** Two lists that have items in common, some of them changed. */
const twoLists = fc.tuple(list(), list(), list()).map(([a, b, c]): [Item[], Item[]] => {
  const shared = a.slice(0, Math.ceil(a.length / 2)).map((i, n) => ({ ...i, ...(n % 2 ? { name: b[0]!.name } : {}) }));
  const others = [...b, ...c].filter((i, n, all) => all.findIndex((x) => x.code === i.code) === n);
  return [a, [...shared, ...others.filter((i) => !shared.some((s) => s.code === i.code))]];
});

it('applied to the first list it gives the second', () => {
  fc.assert(
    fc.property(twoLists, ([a, b]) => {
      expect(byCode(applied(a, differenceOf(a, b)))).toEqual(byCode(b));
    }),
  );
});

it('there is none between a list and itself, in whatever order', () => {
  fc.assert(
    fc.property(list(), (a) => {
      expect(differenceOf(a, [...a].reverse())).toEqual({ added: [], removed: [], changed: [] });
    }),
  );
});

it('the way back is the same difference turned round', () => {
  fc.assert(
    fc.property(twoLists, ([a, b]) => {
      const [there, back] = [differenceOf(a, b), differenceOf(b, a)];
      expect(byCode(back.added)).toEqual(byCode(there.removed));
      expect(byCode(back.removed)).toEqual(byCode(there.added));
      expect(back.changed.map((c) => c.code).sort()).toEqual(there.changed.map((c) => c.code).sort());
    }),
  );
});

it('names each field that changed, and no other', () => {
  const before = item('P001');
  const after = {
    ...before,
    resolveWithin: { ...before.resolveWithin, amount: 3 },
    departments: ['水务局'],
    lead: '水务局',
  };
  expect(differenceOf([before], [after]).changed).toEqual([
    { code: 'P001', fields: ['departments', 'lead', 'resolveWithin'], before, after },
  ]);
});
