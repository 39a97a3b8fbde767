import type { Picture } from '../../server/contract/picture.ts';
import { useCity } from '../city/store.ts';
import { formatInstant } from '../i18n/format.ts';
import { useWords } from '../i18n/words.ts';

/** What a picture is, in words: to which step, whose, by whom and when. */
export function usePictureWords(): (picture: Picture) => string {
  const { t } = useWords();
  const city = useCity();
  return ({ step, department, by, at }) =>
    t('pictures.told', {
      step: t(`pictures.steps.${step}`),
      of: department === null ? '' : ` · ${department}`,
      by,
      at: formatInstant(at, city.city?.timeZone ?? 'Asia/Shanghai'),
    });
}
