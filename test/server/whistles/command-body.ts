import type { Command } from './matrix-model.ts';

const far = '2099-01-01T00:00:00.000Z';
/** What each step is sent with; what the contract cannot read is left to the tests of bad input. */
export function bodyOf({ step, department, owner }: Command): Record<string, unknown> {
  const one = department === undefined ? {} : { department };
  switch (step) {
    case 'dispatch':
      return { ...one, to: '二组' };
    case 'hand-back':
      return { ...one, reason: '不属本部门', owner };
    case 'ask-extension':
      return { ...one, reason: '等材料', until: far };
    case 'refuse-hand-back':
    case 'refuse-extension':
      return { ...one, reason: '不同意' };
    case 'evaluate':
      return { ...one, speed: 4, quality: 5 };
    case 'reopen':
      return { reason: '没有办好', ...(department === undefined ? {} : { departments: [department] }) };
    case 'defer':
      return { reason: '等汛期过去', until: far };
    case 'verify':
    case 'close':
    case 'urge':
    case 'chase':
    case 'resume':
      return {};
    default:
      return one;
  }
}
