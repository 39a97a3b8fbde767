import { z } from 'zod';
import {
  auditCheckSchema,
  auditPageSchema,
  type AuditCheck,
  type AuditFilter,
  type AuditPage,
} from '../../server/contract/audit.ts';
import type { Http } from './http.ts';

/** Whose record: a city's, or `null` for what is no city's. */
export type AuditOf = string | null;
const under = (of: AuditOf): string => (of === null ? '/audit' : `/cities/${encodeURIComponent(of)}/audit`);

const queryOf = (filter: object): string =>
  new URLSearchParams(
    Object.entries(filter).flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [],
    ),
  ).toString();

/** Rows before a number, newest first; `null` begins with the newest. */
export const fetchAudit = (
  http: Http,
  of: AuditOf,
  filter: AuditFilter & { before: number | null },
  signal?: AbortSignal,
): Promise<AuditPage> => http.json(`${under(of)}?${queryOf(filter)}`, auditPageSchema, signal);

export const fetchAuditActions = async (http: Http, of: AuditOf, signal?: AbortSignal): Promise<string[]> =>
  (await http.json(`${under(of)}/actions`, z.object({ actions: z.array(z.string()) }), signal)).actions;

/** Looks at the rows after a number, some at a time. */
export const checkAudit = (http: Http, of: AuditOf, after: number, signal?: AbortSignal): Promise<AuditCheck> =>
  http.json(`${under(of)}/check?after=${after}`, auditCheckSchema, signal);

/** Where the record is as a file. */
export const auditFile = (of: AuditOf, filter: AuditFilter, lang: 'zh' | 'en'): string =>
  `/api/v1${under(of)}.csv?${queryOf({ ...filter, lang })}`;
