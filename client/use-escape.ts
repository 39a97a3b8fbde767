import { onBeforeUnmount, onMounted } from 'vue';
import type { useAreas } from './areas/store.ts';
import type { usePlacing } from './view/placing.ts';

/** Escape goes one step back: out of placing, out of the selection, then one area up. Dialogs keep their own Escape. */
export function useEscape(areas: ReturnType<typeof useAreas>, placing: ReturnType<typeof usePlacing>): void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
    if (placing.what !== 'none') placing.stop();
    else areas.up();
  };
  onMounted(() => addEventListener('keydown', onKey));
  onBeforeUnmount(() => removeEventListener('keydown', onKey));
}
