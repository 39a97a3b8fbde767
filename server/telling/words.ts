import type { NoticeGroup } from '../contract/notice.ts';
import type { NewsKind } from '../contract/telling.ts';
import type { Whistle } from '../contract/whistle.ts';

/** What happened, as the city's people call it. */
export const kindWords: Record<NewsKind, string> = {
  'whistle.called': '吹哨',
  'whistle.dispatched': '派单',
  'whistle.reported': '报到',
  'whistle.arrived': '到场',
  'whistle.resolved': '办结',
  'whistle.handed-back': '退回',
  'whistle.hand-back-accepted': '同意改派',
  'whistle.hand-back-refused': '驳回退回',
  'whistle.extension-asked': '申请延期',
  'whistle.extension-granted': '同意延期',
  'whistle.extension-refused': '驳回延期',
  'whistle.evaluated': '评价',
  'whistle.pictured': '添加照片',
  'whistle.verified': '核实',
  'whistle.closed': '结案',
  'whistle.urged': '催办',
  'whistle.chased': '督办',
  'whistle.merged': '并案',
  'whistle.absorbed': '并入',
  'whistle.deferred': '缓办',
  'whistle.resumed': '恢复',
  'whistle.reopened': '重办',
  'whistle.warned': '临期预警',
  'whistle.overdue': '超期',
};

/** The same for devices whose owner reads English. */
export const groupWords: Record<NoticeGroup, string> = {
  called: 'New whistle',
  warned: 'Deadline near',
  overdue: 'Overdue',
  nudged: 'Urged or chased',
  handed: 'Handed over',
  asked: 'Waits for a decision',
  decided: 'Decided',
  done: 'Resolved or closed',
};

const matterWords: Record<Whistle['kind'], string> = {
  problem: '基层难题',
  'joint-enforcement': '联合执法',
  emergency: '应急处置',
};

/** What a whistle is about without anybody's free words: its item, else its kind. */
export const matterOf = ({ item, kind }: Pick<Whistle, 'item' | 'kind'>): string => item?.name ?? matterWords[kind];

/** Text that means nothing but itself in a robot's markdown: signs of the markup become their full-width twins. */
export const plain = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .replace(/[!#()*<>@[\\\]_`|~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));
