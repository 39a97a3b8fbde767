import type { Pinia } from 'pinia';
import { createApp } from 'vue';
import { createLanguages } from '../i18n/languages.ts';
import type { Locale } from '../i18n/format.ts';
import SignIn from './SignIn.vue';

/** Shows the door in place of the page. */
export function openDoor(props: Record<string, unknown>, locale: Locale, pinia: Pinia): void {
  const door = createApp(SignIn, props);
  door.use(createLanguages(locale));
  door.use(pinia);
  door.mount('#app');
}
