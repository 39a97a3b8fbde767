import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { City } from '../../server/contract/city.ts';

/** An address named a city, or an area of `city`, that is not there; `city` is shown instead. */
export interface Notice {
  missing: 'city' | 'area';
  /** What the address said. */
  asked: string;
  city: City;
}

/** What a person must be told about the address that they followed, until they dismiss it. */
export const useNotice = defineStore('notice', () => {
  const notice = shallowRef<Notice | null>(null);
  const say = (said: Notice): void => void (notice.value = said);
  const dismiss = (): void => void (notice.value = null);
  return { notice, say, dismiss };
});
