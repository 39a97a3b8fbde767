import { computed, type ComputedRef } from 'vue';
import { readPalette, type Palette } from '../map/palette.ts';
import type { Scheme } from '../view/settings.ts';

/** The palette as the page's scheme has it, read anew when the scheme changes. */
export function usePalette(scheme: () => Scheme): ComputedRef<Palette> {
  return computed(() => {
    // Only depended on: the custom properties themselves follow it.
    scheme();
    const style = getComputedStyle(document.documentElement);
    return readPalette((name) => style.getPropertyValue(name));
  });
}
