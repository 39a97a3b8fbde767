import { storeToRefs } from 'pinia';
import type { Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { useSettings } from '../view/settings.ts';
import { spaced, type Locale } from './format.ts';

export interface Words {
  t: (key: string, values?: Record<string, string | number>) => string;
  locale: Ref<Locale>;
}

/** `t` with a thin space between Chinese and Latin, and the locale for the formatting functions. */
export function useWords(): Words {
  const { t } = useI18n();
  const { locale } = storeToRefs(useSettings());
  const say = (key: string, values: Record<string, string | number> = {}): string => spaced(t(key, values));
  return { t: say, locale };
}
