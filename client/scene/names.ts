import { ref, watch, type Ref } from 'vue';
import type { AreaTree } from '../areas/tree.ts';

const face = "16px 'Noto Sans SC Variable'";

/**
 * Levels whose names may be drawn. A map draws letters on a canvas, and a canvas does not wait for a web font, so the
 * letters of each level are loaded first: districts and streets, then the many communities. Begins when `ready`.
 */
export function useNameLevels(tree: () => AreaTree, ready: () => boolean): Ref<number[]> {
  const levels = ref<number[]>([]);
  const letters = (wanted: readonly string[]): string => {
    const text = tree()
      .byIndex.filter((a) => wanted.includes(a.level))
      .map((a) => a.name);
    return [...new Set(text.join(''))].join('');
  };
  /** The one district of a city without any is the city itself, whose name stands above the page. */
  const districts = (): number[] => (tree().byIndex.filter((a) => a.level === 'district').length > 1 ? [1] : []);
  const load = async (): Promise<void> => {
    await document.fonts.load(face, letters(['district', 'street']));
    levels.value = [...districts(), 2];
    await document.fonts.load(face, letters(['community']));
    levels.value = [...districts(), 2, 3];
  };
  watch(
    () => ready() && tree().byIndex.length > 0,
    (now) => {
      if (now) void load();
    },
    { immediate: true },
  );
  return levels;
}
