import { formatCount } from '../i18n/format.ts';
import { useWords } from '../i18n/words.ts';
import { useCity } from './store.ts';

/** How a number of people reads in the city in view: where none are known, the words for that and never a zero. */
export function usePeople(): (people: number) => string {
  const { t, locale } = useWords();
  const city = useCity();
  return (people) =>
    city.peopleKnown ? t('area.people', { n: formatCount(people, locale.value) }) : t('area.peopleUnknown');
}
