import type { AuditRowShown } from '../contract/audit.ts';

/** A text that a spreadsheet would take for a formula, with a mark before it that makes it a text. */
const harmless = (text: string): string => (/^\s*[=+\-@]|^[\t\r\n]/.test(text) ? `'${text}` : text);
const quoted = (text: string): string => (/[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const lineOf = (cells: readonly string[]): string => `${cells.map((c) => quoted(harmless(c))).join(',')}\r\n`;

const columns = {
  zh: ['序号', '时间', '人员', '类别', '人员编号', '操作', '对象', '哨单', '结果', '原因', '提交内容', '校验值'],
  en: ['number', 'time', 'who', 'kind', 'id', 'action', 'target', 'whistle', 'outcome', 'code', 'sent', 'hash'],
};

/** UTF-8 with its mark, by which a spreadsheet knows it. */
export const csvHead = (language: 'zh' | 'en'): string => `\ufeff${lineOf(columns[language])}`;

export const csvRows = (rows: readonly AuditRowShown[]): string =>
  rows
    .map(({ seq, at, actor: { name, kind, id }, action, target, whistle, outcome, code, detail, hash }) =>
      lineOf([String(seq), at, name, kind, id, action, target, whistle ?? '', outcome, code ?? '', detail, hash]),
    )
    .join('');
