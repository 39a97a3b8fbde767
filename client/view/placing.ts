import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { Position } from '../../server/contract/geo.ts';

/** What a click on the map means now: look around, or say where a whistle or a station shall be. */
export type Placing = 'none' | 'whistle' | 'station';

/** The place that is being chosen, by click, drag or arrow keys. */
export const usePlacing = defineStore('placing', () => {
  const what = ref<Placing>('none');
  const place = shallowRef<Position | null>(null);
  /** The middle of what is seen of the map beside the form; `null` where it has not been looked at. */
  const middle = shallowRef<Position | null>(null);
  const start = (wanted: Placing, at: Position | null): void => {
    what.value = wanted;
    place.value = at;
  };
  const move = (at: Position | null): void => {
    place.value = at;
  };
  const stop = (): void => start('none', null);
  return { what, place, middle, start, move, stop };
});
