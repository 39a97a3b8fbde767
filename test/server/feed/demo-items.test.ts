import { expect, it } from 'vitest';
import { itemListPutSchema } from '../../../server/contract/item-list.ts';
import { demoItems, itemCodeOf } from '../../../server/feed/demo-items.ts';
import { departments, matters } from '../../../server/feed/matters.data.ts';

it('the demo list holds 113 items of the three kinds, each whole and named once', () => {
  expect(itemListPutSchema.safeParse({ items: demoItems }).error).toBeUndefined();
  expect(demoItems).toHaveLength(113);
  expect(new Set(demoItems.map((i) => i.name)).size).toBe(113);
  const of = (kind: string) => demoItems.filter((i) => i.kind === kind).length;
  expect([of('problem'), of('joint-enforcement'), of('emergency')]).toEqual([58, 33, 22]);
  const letters = { problem: 'P', 'joint-enforcement': 'J', emergency: 'E' };
  for (const i of demoItems) expect(i.code).toMatch(new RegExp(`^${letters[i.kind]}\\d{3}$`));
});

it('calls only departments of the demo city, an emergency within minutes and hours, the rest in working time', () => {
  for (const { departments: called, kind, reportWithin, resolveWithin } of demoItems) {
    expect(called.filter((d) => !departments.includes(d))).toEqual([]);
    const time = kind === 'emergency' ? 'calendar' : 'working';
    expect([reportWithin.time, resolveWithin.time]).toEqual([time, time]);
  }
});

it('holds every matter of the feed, with the same departments, under the code that the feed calls it by', () => {
  for (const matter of matters) {
    const item = demoItems.find((i) => i.code === itemCodeOf(matter.title));
    expect(item).toMatchObject({ name: matter.title, kind: matter.kind, departments: matter.departments });
  }
  expect(() => itemCodeOf('没有这件事')).toThrow(RangeError);
});
