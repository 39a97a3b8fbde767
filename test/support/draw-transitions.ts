import { departmentStages, transitions, type WhistleStep } from '../../server/contract/matrix.ts';

const words: Record<WhistleStep, string> = {
  dispatch: '派单 dispatch',
  'report-in': '报到 report-in',
  arrive: '到场 arrive',
  resolve: '办结 resolve',
  close: '结案 close',
};
/** Mermaid takes no hyphen in a name. */
const name = (stage: string): string => stage.replace('-', '_');

const arrows = (of: 'department' | 'whistle'): string[] =>
  (Object.keys(transitions) as WhistleStep[]).flatMap((step) => {
    const rule = transitions[step];
    return rule.of === of ? rule.from.map((from) => `  ${name(from)} --> ${name(rule.to)}: ${words[step]}`) : [];
  });

const drawing = (lines: string[]): string => ['```mermaid', 'stateDiagram-v2', ...lines, '```'].join('\n');

/** The README's drawing of one department's part, in Mermaid, from the table itself. */
export const drawPart = (): string => drawing([`  [*] --> ${departmentStages[0]}: 吹哨 call`, ...arrows('department')]);

/** The same of the whistle, which its parts carry along. */
export const drawWhistle = (): string =>
  drawing([
    '  [*] --> called: 吹哨 call',
    '  called --> reported: the last department is in',
    '  reported --> resolved: the last one is done',
    ...arrows('whistle'),
    '  closed --> [*]',
  ]);
