import { problemCatalogue, type ProblemCode } from '../../server/contract/problem.ts';
import type { Locale } from '../i18n/format.ts';
import { en } from '../i18n/en.ts';
import { zh } from '../i18n/zh.ts';

/** An operation as people call it; one that has no name here stays as the API calls it. */
export function actionName(action: string, locale: Locale): string {
  const names: Record<string, string> = locale === 'en' ? en.audit.actions : zh.audit.actions;
  return names[action] ?? action;
}

/** Why something was refused, as whoever tried it read it. */
export const refusalName = (code: string, locale: Locale): string =>
  code in problemCatalogue ? problemCatalogue[code as ProblemCode][locale === 'en' ? 'en' : 'zh'] : code;

/** A path of the API without what all of a city's have in common. */
export const shortTarget = (target: string): string => target.replace(/^\/api\/v1(\/cities\/[^/]+(?=\/))?/, '');
