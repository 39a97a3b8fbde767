import { ofAllCities, rights, targetIn, type Action } from '../../server/contract/access.ts';
import { whistleSteps, type WhistleStep } from '../../server/contract/matrix.ts';
import { roleSchema, type Role } from '../../server/contract/people.ts';
import { scopeOf } from '../../server/contract/scope.ts';

const roles = roleSchema.options;
const names: Record<Role, string> = {
  centre: 'centre 指挥中心',
  'street-leader': 'street-leader 街道负责人',
  'department-head': 'department-head 部门负责人',
  dispatcher: 'dispatcher 部门调度员',
  responder: 'responder 处置人员',
  planner: 'planner 规划人员',
  display: 'display 大屏',
  auditor: 'auditor 审计员',
  administrator: 'administrator 系统管理员',
  intake: 'intake 诉求接入',
};

type Step = `whistle.${WhistleStep}`;
const words: Record<Exclude<Action, Step>, string> = {
  'city.read': 'see a city 看城市',
  'city.create': 'make a city 建城市',
  'clock.set': 'set its clock 调时钟',
  'feed.switch': 'switch its feed 开关演示',
  'station.change': 'change stations 改驿站',
  'network.change': 'change the walking network 换路网',
  'whistle.read': 'see whistles 看哨单',
  'whistle.call': 'call 吹哨',
  'picture.read': 'see pictures 看照片',
  'scores.read': 'see scores 看得分',
  'items.change': 'change items 改事项',
  'people.manage': 'people and tokens 管人员',
  'telling.manage': 'webhooks 管对外通知',
  'audit.read': 'event log, audit record 看日志与审计',
};
const isStep = (action: Action): action is Step => whistleSteps.some((step) => action === `whistle.${step}`);

/** In the order in which a role first names them. */
const actions = [...new Set(roles.flatMap((role) => rights[role]))];
/** Asked of a whole city: a grant in a part of it is none. */
const isWhole = (action: Action): boolean => ofAllCities.includes(action) || 'areas' in targetIn(action, 'x');
const mark = (role: Role, action: Action): string =>
  rights[role].includes(action) ? (isWhole(action) ? '●' : '○') : '';

function seesPersons(role: Role): string {
  const grants = [{ role, city: null, area: null, department: null }];
  const { parts, masked } = scopeOf({ grants }, 'x');
  return parts.length > 0 && !masked ? '○' : '';
}

const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** Who may do what, as a table of the README: from the one rule itself. */
export const tableOfRights = (): string =>
  table(
    ['', ...roles],
    [
      ...actions
        .filter((action) => !isStep(action))
        .map((action) => [words[action], ...roles.map((role) => mark(role, action))]),
      ['names, numbers, free words 个人信息', ...roles.map(seesPersons)],
    ],
  );

/** Which steps of a whistle each role takes. */
export const tableOfRoleSteps = (): string =>
  table(
    ['role', 'steps of a whistle'],
    roles.map((role) => {
      const steps = rights[role].filter(isStep).map((action) => action.slice('whistle.'.length));
      return [names[role], steps.join(', ')];
    }),
  );
