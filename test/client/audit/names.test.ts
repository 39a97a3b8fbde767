import { expect, test } from 'vitest';
import { actionName, refusalName, shortTarget } from '../../../client/audit/names.ts';
import { en } from '../../../client/i18n/en.ts';
import { doorOf, stepsOf } from '../../server/access/table.ts';

/** What only reads, which is on record where it is refused and stays as the API calls it. */
const reads = /^(get|list|search$|check(System)?Audit$)/;
const exportsOnRecord = ['getScoresCsv', 'getScoresXlsx', 'getAuditCsv', 'getSystemAuditCsv'];
/** Not of the API: what citizens’ clients send, and what the server does by itself. */
const others = ['submitOpen311', 'openSocket', 'ringAlarms', 'resumeClock'];

test('everything that somebody can do has a name in both languages', () => {
  const deeds = [...doorOf.keys()].filter((id) => id !== 'step' && !reads.test(id));
  for (const id of [...deeds, ...exportsOnRecord, ...others])
    for (const locale of ['zh-CN', 'en'] as const) expect([id, actionName(id, locale)]).not.toEqual([id, id]);
  expect(Object.keys(en.audit.actions).length).toBe(
    deeds.length + exportsOnRecord.length + others.length + stepsOf.size,
  );
  expect(actionName('feed.start', 'zh-CN')).toBe('feed.start');
});

test('a refusal is told as whoever tried it read it, and a path without what all share', () => {
  expect(refusalName('picture-invalid', 'zh-CN')).toContain('图片');
  expect(refusalName('of-another-release', 'en')).toBe('of-another-release');
  expect(shortTarget('/api/v1/cities/wuhu/whistles/1')).toBe('/whistles/1');
  expect(shortTarget('/api/v1/people')).toBe('/people');
  expect(shortTarget('/api/v1/cities/wuhu')).toBe('/cities/wuhu');
});
