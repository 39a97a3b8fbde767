import { defineStore } from 'pinia';
import { ref } from 'vue';

/** A map whose tiles do not come keeps the rest of the page waiting no longer than this. */
const patienceMs = 2500;

/**
 * What is seen first. On a desk that is the map: its zones and their colours are fetched and drawn in an empty frame; the
 * bar, the column, the areas and the stream follow when they are, since all of it at the same time would delay it all.
 */
export const useFirstSight = defineStore('first-sight', () => {
  /** Whether there is nothing more to wait for. */
  const past = ref(true);
  const end = (): void => void (past.value = true);
  /** There is a map to wait for: until `end` is called, or patience does. */
  const begin = (): void => {
    past.value = false;
    setTimeout(end, patienceMs);
  };
  return { past, begin, end };
});
