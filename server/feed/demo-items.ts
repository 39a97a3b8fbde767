import type { Item } from '../contract/item.ts';
import type { WhistleKind } from '../contract/kinds.ts';
import { emergencyRows, jointRows, matterRows, problemRows, shortNames, type ItemRow } from './demo-items.data.ts';
import { matters } from './matters.data.ts';

const kindOrder: readonly WhistleKind[] = ['problem', 'joint-enforcement', 'emergency'];

const reportWithin: Record<WhistleKind, Item['reportWithin']> = {
  problem: { amount: 1, unit: 'day', time: 'working' },
  'joint-enforcement': { amount: 4, unit: 'hour', time: 'working' },
  emergency: { amount: 30, unit: 'minute', time: 'calendar' },
};
const resolveWithin = (kind: WhistleKind, amount: number): Item['resolveWithin'] =>
  kind === 'emergency' ? { amount, unit: 'hour', time: 'calendar' } : { amount, unit: 'day', time: 'working' };
const usualRisk = { problem: 'normal', 'joint-enforcement': 'high', emergency: 'critical' } as const;
const higherRisk = { problem: 'high', 'joint-enforcement': 'critical', emergency: 'critical' } as const;

type Terms = [resolve: number, weight: number, risk: '!' | undefined];

function itemOf(kind: WhistleKind, [code, name]: [string, string], departments: string[], terms: Terms): Item {
  const [resolve, weight, risk] = terms;
  return {
    code,
    name,
    kind,
    departments,
    lead: departments[0]!,
    reportWithin: reportWithin[kind],
    resolveWithin: resolveWithin(kind, resolve),
    risk: (risk === '!' ? higherRisk : usualRisk)[kind],
    weight,
  };
}

const fullNames = (called: string): string[] =>
  called.split(' ').map((short) => shortNames[short as keyof typeof shortNames]);

const rowsOf = (kind: WhistleKind, rows: readonly ItemRow[]): Item[] =>
  rows.map(([code, name, called, ...[resolve, weight, risk]]) =>
    itemOf(kind, [code, name], fullNames(called), [resolve, weight, risk]),
  );

const byTitle = new Map(matters.map((m) => [m.title, m]));
const ofMatters: Item[] = matterRows.map(([code, title, resolve, weight, risk]) => {
  const matter = byTitle.get(title);
  if (matter === undefined) throw new Error(`no matter of the feed is called ${title}`);
  return itemOf(matter.kind, [code, title], [...matter.departments], [resolve, weight, risk]);
});

/** The demo city's list: 113 items, synthetic, among them every matter that the demo feed blows the whistle about. */
export const demoItems: readonly Item[] = [
  ...ofMatters,
  ...rowsOf('problem', problemRows),
  ...rowsOf('joint-enforcement', jointRows),
  ...rowsOf('emergency', emergencyRows),
].sort((a, b) => kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind));

const codes = new Map(matterRows.map(([code, title]) => [title, code]));

/** Code of the item that a matter of the feed is called under; throws a RangeError for a matter without one. */
export function itemCodeOf(title: string): string {
  const code = codes.get(title);
  if (code === undefined) throw new RangeError(`the matter ${title} has no item`);
  return code;
}
