import { defineStore } from 'pinia';
import { reactive, ref, shallowRef, toRefs, type Ref } from 'vue';
import type { Bbox, Position } from '../../server/contract/geo.ts';
import { firstView, parseView, runningYear, type LayerName, type Scored, type Selected, type View } from './url.ts';

/** What a phone shows; on a desk both stand side by side. */
export type Pane = 'list' | 'area' | 'map';
/** Where the camera is asked to go: the open area, a box, or a place. */
export type LookAt = { kind: 'area' } | { kind: 'box'; bbox: Bbox } | { kind: 'place'; position: Position };

/** What opens and closes something on the page. */
function openersOf(view: View, lookAt: Ref<LookAt | null>) {
  const openCity = (city: string): void => {
    Object.assign(view, { city, area: null, selected: null, camera: null, scored: null });
  };
  /** Opens the scores, over the map; what is opened on the map closes them. */
  const openScores = (period: string = runningYear): void => {
    Object.assign(view, { scores: period, scored: null });
  };
  const closeScores = (): void => {
    Object.assign(view, { scores: null, scored: null });
  };
  const openScored = (scored: Scored | null): void => {
    view.scored = scored;
  };
  /** Opens an area; the camera follows unless it is told to stay. */
  const openArea = (area: string | null, camera: 'follow' | 'stay' = 'follow'): void => {
    view.area = area;
    view.selected = null;
    closeScores();
    if (camera === 'follow') lookAt.value = { kind: 'area' };
  };
  const look = (wish: LookAt): void => {
    lookAt.value = wish;
  };
  const select = (selected: Selected | null): void => {
    view.selected = selected;
    if (selected !== null) closeScores();
  };
  const toggleLayer = (layer: LayerName): void => {
    view.hidden = view.hidden.includes(layer) ? view.hidden.filter((l) => l !== layer) : [...view.hidden, layer];
  };
  const shows = (layer: LayerName): boolean => !view.hidden.includes(layer);
  return { openCity, openScores, closeScores, openScored, openArea, look, select, toggleLayer, shows };
}

/** Where the person looks: city, area, selection, theme, layers, camera. A link carries all of it but the pane. */
export const useView = defineStore('view', () => {
  const view = reactive({ ...firstView });
  const pane = ref<Pane>('list');
  /** A new value is a new wish. */
  const lookAt = shallowRef<LookAt | null>(null);
  /** Rises when the view came from an address: the map then goes to its camera. */
  const restored = ref(0);

  const restore = (search: string, hash: string): void => {
    Object.assign(view, parseView(search, hash));
    restored.value += 1;
  };
  /** Counts what was put right in an address that cannot be shown as it is; see `bindHistory`. */
  const corrections = ref(0);
  const correct = (right: Partial<View>): void => {
    Object.assign(view, right);
    corrections.value += 1;
  };
  return {
    ...toRefs(view),
    ...{ view, pane, lookAt, restored, corrections, restore, correct },
    ...openersOf(view, lookAt),
  };
});
