import { computed, ref, watch, type ComputedRef, type Ref } from 'vue';
import { formatSpan, spaced } from '../i18n/format.ts';
import type { Words } from '../i18n/words.ts';
import type { Stage } from '../map/stage.ts';
import { markPixels, type MarkSet } from '../whistles/marks.ts';
import { useWhistles } from '../whistles/store.ts';

/** The label that always stands: the whistle that has been late longest, beside its mark; pixels of the map's box. */
export interface LateLabel {
  id: string;
  text: string;
  x: number;
  y: number;
  /** Which side of the place it stands on: the left one where the right would leave the map. */
  side: 'left' | 'right';
  /** Room on that side; what is longer is cut. */
  mostPixels: number;
}

/** About the width of a label's text, pixels: Chinese characters are square, others about half as wide. */
const textPixels = (text: string): number =>
  Array.from(text).reduce((sum, c) => sum + (/\p{Script=Han}/u.test(c) ? 13.5 : 7.5), 24);
/** Left between the label and the map's edge. */
const edgePixels = 6;
/** Half the width of a cluster's chip, about, in pixels. */
const chipPixels = 34;

/** Follows the oldest late whistle, and the camera. */
export function useLateLabel(stage: Stage, marks: ComputedRef<MarkSet>, { t, locale }: Words): Ref<LateLabel | null> {
  const whistles = useWhistles();
  const label = ref<LateLabel | null>(null);
  const mark = computed(() =>
    marks.value.all.find((m) => m.entries.some((e) => e.whistle.id === whistles.oldest?.whistle.id)),
  );
  const place = (): void => {
    const { oldest } = whistles;
    if (oldest === null || mark.value === undefined) {
      label.value = null;
      return;
    }
    const { x, y } = stage.map.project(mark.value.position);
    const aside = mark.value.entries.length > 1 ? chipPixels : markPixels(mark.value) / 2 + 5;
    const overdue = t('whistle.overdue', { span: formatSpan(oldest.leftMs ?? 0, locale.value) });
    // The canvas knows its size; asking the page for it would lay the page out anew.
    const widthPixels = stage.map.getCanvas().width / devicePixelRatio;
    const text = `${spaced(oldest.whistle.title)} · ${overdue}`;
    const room = { left: x - aside - edgePixels, right: widthPixels - x - aside - edgePixels };
    const side = room.right >= Math.min(textPixels(text), room.left) ? 'right' : 'left';
    label.value = {
      id: oldest.whistle.id,
      text,
      x: side === 'right' ? x + aside : x - aside,
      y,
      side,
      mostPixels: Math.max(0, room[side]),
    };
  };
  stage.map.on('move', place);
  watch([mark, () => whistles.oldest, locale], place, { immediate: true });
  return label;
}
