import { computed, ref, type ComputedRef, type Ref } from 'vue';
import type { Stage } from '../map/stage.ts';
import { useView } from '../view/store.ts';
import { markSet, marksOf, type MarkSet } from '../whistles/marks.ts';
import { useWhistles } from '../whistles/store.ts';

/** The map's zoom in steps of a quarter: finer ones cannot be seen and would redraw everything. */
export function useZoom(stage: Stage): Ref<number> {
  const zoom = ref(stage.map.getZoom());
  stage.map.on('zoom', () => {
    const next = Math.round(stage.map.getZoom() * 4) / 4;
    if (next !== zoom.value) zoom.value = next;
  });
  return zoom;
}

/** The marks of the listed whistles; whole zooms regroup them. */
export function useMarks(zoom: Ref<number>): ComputedRef<MarkSet> {
  const view = useView();
  const whistles = useWhistles();
  const level = computed(() => Math.floor(zoom.value));
  return computed(() => markSet(view.shows('whistles') ? marksOf(whistles.listed, level.value) : []));
}
