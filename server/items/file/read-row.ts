import { itemSchema, type Item } from '../../contract/item.ts';
import type { ItemColumn } from '../../contract/item-list.ts';
import { readPeriod } from '../../contract/period.ts';
import { readKind, readRisk } from './columns.ts';

/** Why a cell cannot be used, or how it was repaired. */
export interface CellRemark {
  column: ItemColumn;
  zh: string;
  en: string;
}
export interface ReadRow {
  item: Item | null;
  notes: CellRemark[];
  rejects: CellRemark[];
}

/** The text of a column in one row; empty where the file has no such column. */
export type CellOf = (column: ItemColumn) => string;

type Say = (column: ItemColumn, zh: string, en: string) => void;
interface Remarks {
  note: Say;
  reject: Say;
}

const betweenNames = /[、,，;；|\n]/;
const shown = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

function required(cell: CellOf, column: ItemColumn, { reject }: Remarks): string {
  const text = cell(column);
  if (text === '') reject(column, '不能为空', 'must not be empty');
  return text;
}

function readCode(cell: CellOf, remarks: Remarks): string {
  const text = required(cell, 'code', remarks);
  const code = text.normalize('NFKC').toUpperCase();
  if (code !== text)
    remarks.note(
      'code',
      `编号“${shown(text)}”写作“${shown(code)}”`,
      `code “${shown(text)}” is written “${shown(code)}”`,
    );
  if (code !== '' && !itemSchema.shape.code.safeParse(code).success)
    remarks.reject(
      'code',
      `编号“${shown(text)}”只能由大写字母、数字和连字符组成，最多 20 位`,
      `code “${shown(text)}” may hold capital letters, digits and hyphens only, 20 at most`,
    );
  return code;
}

function readName(cell: CellOf, remarks: Remarks): string {
  const text = required(cell, 'name', remarks);
  const name = text.replace(/\s*[\n\r\t]+\s*/g, ' ');
  if (name !== text) remarks.note('name', '名称中的换行改为空格', 'line breaks in the name became spaces');
  if (name !== '' && !itemSchema.shape.name.safeParse(name).success)
    remarks.reject(
      'name',
      '名称最多 100 个字，且不能含控制字符',
      'the name has at most 100 characters and no control characters',
    );
  return name;
}

function readDepartments(cell: CellOf, remarks: Remarks): string[] {
  const named = required(cell, 'departments', remarks)
    .split(betweenNames)
    .map((d) => d.trim())
    .filter((d) => d !== '');
  const departments = [...new Set(named)];
  if (departments.length < named.length)
    remarks.note('departments', '重复的部门只计一次', 'a department that stands twice counts once');
  if (named.length > 0 && !itemSchema.shape.departments.safeParse(departments).success)
    remarks.reject(
      'departments',
      '最多 20 个部门，每个最多 60 个字',
      'at most 20 departments of at most 60 characters',
    );
  return departments;
}

function readLead(cell: CellOf, departments: string[], { note, reject }: Remarks): string {
  const lead = cell('lead');
  const [first] = departments;
  if (lead === '' && first !== undefined) {
    note(
      'lead',
      `未写牵头部门，取第一个部门“${shown(first)}”`,
      `no lead is named: the first department leads, “${shown(first)}”`,
    );
    return first;
  }
  if (departments.length > 0 && !departments.includes(lead))
    reject(
      'lead',
      `牵头部门“${shown(lead)}”不在可呼叫部门中`,
      `the lead “${shown(lead)}” is not among the departments`,
    );
  return lead;
}

function readTerm(
  cell: CellOf,
  column: 'reportWithin' | 'resolveWithin',
  remarks: Remarks,
): Item['reportWithin'] | null {
  const text = required(cell, column, remarks);
  const period = readPeriod(text);
  if (text !== '' && period === null)
    remarks.reject(
      column,
      `“${shown(text)}”不是时限，应如：30 分钟、4 工作小时、3 个工作日、24 小时`,
      `“${shown(text)}” is no period such as 30 minutes, 4 working hours, 3 working days, 24 hours`,
    );
  return period;
}

function readKindOf(cell: CellOf, remarks: Remarks): Item['kind'] | null {
  const text = required(cell, 'kind', remarks);
  const kind = readKind(text) ?? null;
  if (text !== '' && kind === null)
    remarks.reject(
      'kind',
      `没有“${shown(text)}”这一类，应为：疑难问题、联合执法、应急处置`,
      `there is no kind “${shown(text)}”; it is problem, joint enforcement or emergency`,
    );
  return kind;
}

function readRiskOf(cell: CellOf, { note, reject }: Remarks): Item['risk'] | null {
  const text = cell('risk');
  if (text === '') {
    note('risk', '未写风险等级，取“一般”', 'no risk is given: normal');
    return 'normal';
  }
  const risk = readRisk(text) ?? null;
  if (risk === null)
    reject(
      'risk',
      `没有“${shown(text)}”这一风险等级，应为：一般、较高、重大`,
      `there is no risk “${shown(text)}”; it is normal, high or critical`,
    );
  return risk;
}

function readWeight(cell: CellOf, { note, reject }: Remarks): number {
  const text = cell('weight').normalize('NFKC');
  if (text === '') {
    note('weight', '未写权重，取 1', 'no weight is given: 1');
    return 1;
  }
  const weight = /^\d+(\.\d+)?(e-?\d+)?$/i.test(text) ? Number(text) : NaN;
  if (!itemSchema.shape.weight.safeParse(weight).success)
    reject(
      'weight',
      `权重“${shown(text)}”应为大于 0、不超过 100 的数`,
      `the weight “${shown(text)}” must be a number above 0, at most 100`,
    );
  return weight;
}

/** Reads one row of a list: an item, or why it is none. */
export function readRow(cell: CellOf): ReadRow {
  const notes: CellRemark[] = [];
  const rejects: CellRemark[] = [];
  const remarks: Remarks = {
    note: (column, zh, en) => void notes.push({ column, zh, en }),
    reject: (column, zh, en) => void rejects.push({ column, zh, en }),
  };
  const departments = readDepartments(cell, remarks);
  const draft = {
    code: readCode(cell, remarks),
    name: readName(cell, remarks),
    kind: readKindOf(cell, remarks),
    departments,
    lead: readLead(cell, departments, remarks),
    reportWithin: readTerm(cell, 'reportWithin', remarks),
    resolveWithin: readTerm(cell, 'resolveWithin', remarks),
    risk: readRiskOf(cell, remarks),
    weight: readWeight(cell, remarks),
  };
  return rejects.length > 0 ? { item: null, notes: [], rejects } : { item: draft as Item, notes, rejects };
}
