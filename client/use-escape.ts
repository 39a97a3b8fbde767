import { onBeforeUnmount, onMounted } from 'vue';
import { useAreas } from './areas/store.ts';
import { usePlacing } from './view/placing.ts';
import { useView } from './view/store.ts';
import { useOpenedFigure } from './whistles/opened-figure.ts';

/**
 * Escape goes one step back: out of placing, out of the scores, out of the selection, out of a figure's making, then one
 * area up. Dialogs keep their own Escape.
 */
export function useEscape(): void {
  const placing = usePlacing();
  const view = useView();
  const figure = useOpenedFigure();
  const areas = useAreas();
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
    if (placing.what !== 'none') placing.stop();
    else if (view.scored !== null) view.openScored(null);
    else if (view.scores !== null) view.closeScores();
    else if (view.selected === null && figure.name !== null) figure.close();
    else areas.up();
  };
  onMounted(() => addEventListener('keydown', onKey));
  onBeforeUnmount(() => removeEventListener('keydown', onKey));
}
