import { defineStore } from 'pinia';
import { ref } from 'vue';

export type FigureName = 'open' | 'late' | 'onTime' | 'completion' | 'called';

/** The head figure whose making is shown; `null` for none. */
export const useOpenedFigure = defineStore('opened-figure', () => {
  const name = ref<FigureName | null>(null);
  const toggle = (figure: FigureName): void => void (name.value = name.value === figure ? null : figure);
  const close = (): void => void (name.value = null);
  return { name, toggle, close };
});
