import { defineStore } from 'pinia';
import { shallowReactive } from 'vue';
import { fetchAreas } from '../api/city.ts';
import { createTree, type AreaTree } from '../areas/tree.ts';
import { useServices } from '../services.ts';

/** The areas of every city that a grant names, not only of the one in view; each read once. */
export const useAreaTrees = defineStore('area-trees', () => {
  const { http } = useServices();
  const trees = shallowReactive(new Map<string, AreaTree>());
  const asked = new Set<string>();
  /** `null` until they are read; a city that cannot be read stays without names. */
  const of = (city: string): AreaTree | null => {
    if (city !== '' && !asked.has(city)) {
      asked.add(city);
      fetchAreas(http, city).then(
        (areas) => trees.set(city, createTree(areas)),
        () => asked.delete(city),
      );
    }
    return trees.get(city) ?? null;
  };
  return { of };
});
