import { ref, watch, type Ref } from 'vue';
import type { Covered } from './map/stage.ts';
import { isPhone } from './ui/phone.ts';

const gapPixels = 14;
/** A number of the theme. */
const themed = (property: '--details-width' | '--details-share'): number =>
  Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue(property));

export interface Cards {
  /** Whether something is selected, whose card is open. */
  selected: () => boolean;
  /** Whether a whistle is being called: true before its form is there. */
  calling: () => boolean;
  /** The form that is open, if any. */
  form: Ref<HTMLElement | null>;
}

/** What cards hide of the map: on a desk a column at the right, on a phone all that is below their top. */
export function useCovered({ selected, calling, form }: Cards): () => Covered {
  const bottomPixels = ref(0);
  const cardShown = (): boolean => selected() || calling();
  watch([form, selected], ([element, isSelected]) => {
    const card = isSelected ? (innerHeight * themed('--details-share')) / 100 : 0;
    bottomPixels.value = isPhone() ? (element?.offsetHeight ?? card) : 0;
  });
  return () => ({
    rightPixels: cardShown() && !isPhone() ? themed('--details-width') + gapPixels : 0,
    bottomPixels: bottomPixels.value,
    corner: legendCorner(),
  });
}

/** The legend before it is there, in the root's letter sizes: unfolded on a desk. */
const expectedLegend = { width: 27.5, height: 16.5 };

/** The legend as it lies there now: it is asked for when the camera moves, not with every frame. */
function legendCorner(): Covered['corner'] {
  const legend = document.querySelector<HTMLElement>('.legend');
  if (isPhone() || legend?.classList.contains('folded')) return { width: 0, height: 0 };
  if (legend === null) {
    const em = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    return { width: expectedLegend.width * em, height: expectedLegend.height * em };
  }
  return { width: legend.offsetLeft + legend.offsetWidth, height: legend.offsetHeight + gapPixels };
}
