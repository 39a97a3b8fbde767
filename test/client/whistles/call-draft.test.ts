import { expect, test } from 'vitest';
import { callOf, missingFields, newDraft, withItem, withSource } from '../../../client/whistles/call-draft.ts';
import { whistleCallSchema } from '../../../server/contract/whistle.ts';
import { item } from '../../server/items/lists.ts';

const place: [number, number] = [118.4, 31.3];
const leak = item('E001', {
  name: '燃气泄漏',
  kind: 'emergency',
  risk: 'critical',
  departments: ['燃气公司', '公安局'],
  lead: '燃气公司',
});
const fromList = { ...newDraft(), fromList: true };

test('an item fixes kind and risk, calls its lead, and names the whistle', () => {
  const draft = { ...fromList, ...withItem(fromList, leak) };
  expect(draft).toMatchObject({ title: '燃气泄漏', kind: 'emergency', risk: 'critical', departments: ['燃气公司'] });
  const call = callOf(draft, place);
  expect(call).toMatchObject({ item: 'E001', title: '燃气泄漏', departments: ['燃气公司'] });
  expect(whistleCallSchema.safeParse(call).error).toBeUndefined();
});

test('a title of one’s own stays when the item changes, the item’s name goes with it', () => {
  const own = { ...fromList, title: '三号楼有气味' };
  expect(withItem(own, leak).title).toBe('三号楼有气味');
  const named = { ...fromList, ...withItem(fromList, leak) };
  expect(withItem(named, item('P001')).title).toBe('事项P001');
  expect(withItem(named, null)).toEqual({ item: null, title: '', departments: [] });
});

test('from the list the item is asked first; what is not in it is said by hand, and sends no item', () => {
  expect(missingFields(fromList, null)).toEqual(['item', 'place']);
  expect(missingFields({ ...fromList, ...withItem(fromList, leak), departments: [] }, place)).toEqual(['departments']);
  const over = {
    ...fromList,
    ...withItem(fromList, leak),
    ...withSource({ ...fromList, item: leak, title: leak.name }, false),
  };
  expect(missingFields(over, place)).toEqual(['what', 'departments']);
  expect(callOf({ ...over, title: '别的事', departments: ['公安局'] }, place)).not.toHaveProperty('item');
});
