import type { Grant } from '../../server/contract/people.ts';
import { areaNames } from '../areas/names.ts';
import { useCity } from '../city/store.ts';
import { useWords } from '../i18n/words.ts';
import { useAreaTrees } from './area-trees.ts';

/** `街道负责人 · 芜湖市 · 镜湖区 · 赭山街道`: what a grant says, in the words of the page. */
export function useGrantWords(): (grant: Grant) => string {
  const { t, locale } = useWords();
  const cities = useCity();
  const trees = useAreaTrees();
  const cityName = (id: string): string => {
    const found = cities.cities?.find((c) => c.id === id);
    return found === undefined ? id : locale.value === 'en' ? found.nameEn : found.name;
  };
  return ({ role, city, area, department }) =>
    [
      t(`people.roles.${role}`),
      city === null ? t('people.everyCity') : cityName(city),
      ...(city === null || area === null ? [] : areaNames(trees.of(city), area, locale.value)),
      ...(department === null ? [] : [department]),
    ].join(' · ');
}
