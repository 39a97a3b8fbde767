import { createI18n } from 'vue-i18n';
import { en } from './en.ts';
import { zh } from './zh.ts';
import type { Locale } from './format.ts';

/** The languages of the interface; `zh-CN` where a word is missing. */
export const createLanguages = (locale: Locale) =>
  createI18n({ legacy: false, locale, fallbackLocale: 'zh-CN', messages: { 'zh-CN': zh, en } });
