import { defineStore } from 'pinia';
import { ref, watch } from 'vue';
import type { Locale } from '../i18n/format.ts';
import { recall, remember } from '../ui/storage.ts';

export type Scheme = 'dark' | 'light';
const localeKey = 'shaotu.locale';
const schemeKey = 'shaotu.scheme';

/** Language and scheme, remembered on this machine; without a choice they follow the browser. */
export const useSettings = defineStore('settings', () => {
  const wish = recall(localeKey) ?? (navigator.language.startsWith('zh') ? 'zh-CN' : 'en');
  const locale = ref<Locale>(wish === 'en' ? 'en' : 'zh-CN');
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const chosen = ref(recall(schemeKey));
  const systemScheme = ref<Scheme>(dark.matches ? 'dark' : 'light');
  dark.addEventListener('change', (e) => (systemScheme.value = e.matches ? 'dark' : 'light'));

  const scheme = ref<Scheme>('dark');
  const apply = (): void => {
    scheme.value = chosen.value === 'dark' || chosen.value === 'light' ? chosen.value : systemScheme.value;
    document.documentElement.dataset.scheme = scheme.value;
    document.documentElement.lang = locale.value;
  };
  watch([chosen, systemScheme, locale], apply, { immediate: true, flush: 'sync' });

  const switchLocale = (): void => {
    locale.value = locale.value === 'en' ? 'zh-CN' : 'en';
    remember(localeKey, locale.value);
  };
  const switchScheme = (): void => {
    chosen.value = scheme.value === 'dark' ? 'light' : 'dark';
    remember(schemeKey, chosen.value);
  };
  return { locale, scheme, switchLocale, switchScheme };
});
