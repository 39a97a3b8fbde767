import * as fc from 'fast-check';
import { itemSchema, type Item, type Period } from '../../../server/contract/item.ts';

export const days = (amount: number): Period => ({ amount, unit: 'day', time: 'working' });

export const item = (code: string, change: Partial<Item> = {}): Item => ({
  code,
  name: `事项${code}`,
  kind: 'problem',
  departments: ['城市管理局', '水务局'],
  lead: '城市管理局',
  reportWithin: days(1),
  resolveWithin: days(5),
  risk: 'normal',
  weight: 2,
  ...change,
});

export const period: fc.Arbitrary<Period> = fc.record({
  amount: fc.integer({ min: 1, max: 1000 }),
  unit: fc.constantFrom('minute', 'hour', 'day'),
  time: fc.constantFrom('working', 'calendar'),
});

/** Texts that files of lists trip over, and any others that the contract takes. */
const awkward = fc.constantFrom(
  ...['=SUM(A1:A9)', "'=1+1", '+86', '-', '@x', '<b>粗</b>', '"引号"', 'a"b', '_x0041_', '__proto__', 'constructor'],
  ...[
    '#REF!',
    '1',
    '2026-01-01',
    'TRUE',
    '𠮷野家',
    'e\u0301',
    '　全角',
    'a  b',
    '事项名称',
    'nan',
    '1e5',
    '&amp;',
    ']]>',
  ],
);
const text = (schema: { safeParse: (value: unknown) => { success: boolean; data?: string } }, maxLength: number) =>
  fc
    .oneof(awkward, fc.string({ unit: 'grapheme', minLength: 1, maxLength }), fc.string({ minLength: 1, maxLength }))
    .filter((s) => schema.safeParse(s).success)
    .map((s) => schema.safeParse(s).data!);

const { name, lead, weight } = itemSchema.shape;
const department = text(lead, 12);

const anItem: fc.Arbitrary<Item> = fc
  .record({
    code: fc.stringMatching(/^[A-Z0-9][A-Z0-9-]{0,8}$/),
    name: text(name, 20),
    kind: fc.constantFrom('problem', 'joint-enforcement', 'emergency'),
    departments: fc.uniqueArray(department, { minLength: 1, maxLength: 6 }),
    leads: fc.nat(),
    reportWithin: period,
    resolveWithin: period,
    risk: fc.constantFrom('normal', 'high', 'critical'),
    weight: fc
      .oneof(fc.integer({ min: 1, max: 100 }), fc.double({ min: 1e-9, max: 100, noNaN: true }))
      .filter((n) => weight.safeParse(n).success),
  })
  .map(({ leads, departments, ...rest }) => ({
    ...rest,
    departments,
    lead: departments[leads % departments.length]!,
  }));

/** Lists that the contract takes: each code once, each lead among the departments. */
export const list = (maxLength = 12): fc.Arbitrary<Item[]> =>
  fc.uniqueArray(anItem, { minLength: 1, maxLength, selector: (i) => i.code });
