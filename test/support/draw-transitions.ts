import { departmentStages, transitions, whistleSteps, type WhistleStep } from '../../server/contract/matrix.ts';

const words: Record<WhistleStep, string> = {
  dispatch: '派单 dispatch',
  'report-in': '报到 report-in',
  arrive: '到场 arrive',
  resolve: '办结 resolve',
  'hand-back': '退回 hand-back',
  'accept-hand-back': '同意改派 accept-hand-back',
  'refuse-hand-back': '驳回退回 refuse-hand-back',
  'ask-extension': '申请延期 ask-extension',
  'grant-extension': '同意延期 grant-extension',
  'refuse-extension': '驳回延期 refuse-extension',
  evaluate: '评价 evaluate',
  verify: '核实 verify',
  close: '结案 close',
  reopen: '重办 reopen',
  urge: '催办 urge',
  chase: '督办 chase',
  merge: '并案 merge',
  defer: '缓办 defer',
  resume: '恢复 resume',
};
const actors = { department: 'department', street: 'street', centre: 'command centre' } as const;
/** Mermaid takes no hyphen in a name. */
const name = (stage: string): string => stage.replace('-', '_');

/** Arrows of the steps that lead to another stage; those back to where a part stood lead to a point of that name. */
const arrows = (of: 'department' | 'whistle'): string[] =>
  whistleSteps.flatMap((step) => {
    const rule = transitions[step];
    if (rule.of !== of || rule.to === 'same') return [];
    const to = rule.to === 'before' ? 'where_it_stood' : name(rule.to);
    return rule.from.map((from) => `  ${name(from)} --> ${to}: ${words[step]}`);
  });

const drawing = (lines: string[]): string => ['```mermaid', 'stateDiagram-v2', ...lines, '```'].join('\n');

/** The README's drawing of one department's part, in Mermaid, from the table itself. */
export const drawPart = (): string =>
  drawing([
    `  [*] --> ${departmentStages[0]}: 吹哨 call`,
    ...arrows('department'),
    '  released --> [*]: the owner is called instead',
  ]);

/** The same of the whistle, which its parts carry along. */
export const drawWhistle = (): string =>
  drawing([
    '  [*] --> called: 吹哨 call',
    '  called --> reported: the last department is in',
    '  reported --> resolved: the last one is done',
    ...arrows('whistle'),
    '  closed --> [*]',
    '  merged --> [*]',
  ]);

/** Who takes which step and when, as a table: what leads nowhere has no arrow. */
export const tableOfSteps = (): string =>
  [
    '| step | by | while the part (or the whistle) is |',
    '| --- | --- | --- |',
    ...whistleSteps.map((step) => {
      const rule = transitions[step];
      return `| ${words[step]} | ${actors[rule.by]} | ${rule.from.join(', ')} |`;
    }),
  ].join('\n');
