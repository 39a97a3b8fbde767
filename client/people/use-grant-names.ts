import { computed } from 'vue';
import type { Grant } from '../../server/contract/people.ts';
import { useCity } from '../city/store.ts';
import { useWords } from '../i18n/words.ts';
import { sayGrant } from './roles.ts';

/** Says grants in the words of the page. */
export function useGrantNames() {
  const { t, locale } = useWords();
  const city = useCity();
  const names = computed(() => ({
    role: (role: string) => t(`people.roles.${role}`),
    city: (id: string) => {
      const found = city.cities?.find((c) => c.id === id);
      return found === undefined ? id : locale.value === 'en' ? found.nameEn : found.name;
    },
    everyCity: t('people.everyCity'),
  }));
  return (grant: Grant): string => sayGrant(grant, names.value);
}
