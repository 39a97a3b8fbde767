import fc from 'fast-check';
import type { LayerSpecification, Map as MapLibreMap } from 'maplibre-gl';
import { expect, test } from 'vitest';
import { createLayerRegistry } from '../../../client/map/registry.ts';

/** The part of MapLibre that the registry speaks to, with its rules: ids are unique, `before` must exist. */
function fakeMap(first: LayerSpecification[]) {
  const layers = first.map((l) => structuredClone(l));
  const find = (id: string) => layers.find((l) => l.id === id)!;
  const set = (part: 'paint' | 'layout') => (id: string, name: string, value: unknown) => {
    const layer = find(id) as unknown as Record<string, Record<string, unknown> | undefined>;
    const kept = Object.entries({ ...layer[part], [name]: value }).filter(([, v]) => v !== undefined);
    layer[part] = Object.fromEntries(kept);
  };
  const map = {
    addLayer: (layer: LayerSpecification, before?: string) => {
      if (layers.some((l) => l.id === layer.id)) throw new Error(`layer ${layer.id} stands already`);
      const at = before === undefined ? layers.length : layers.findIndex((l) => l.id === before);
      if (at < 0) throw new Error(`no layer ${before ?? ''}`);
      layers.splice(at, 0, structuredClone(layer));
    },
    removeLayer: (id: string) => layers.splice(layers.indexOf(find(id)), 1),
    setPaintProperty: set('paint'),
    setLayoutProperty: set('layout'),
    setFilter: (id: string, filter: unknown) => Object.assign(find(id), { filter: filter ?? undefined }),
  };
  return { map: map as unknown as MapLibreMap, layers };
}

const ids = ['ground', 'water', 'zones', 'lines', 'names'];
const wantedArbitrary = fc.subarray(ids, { minLength: 1 }).chain((chosen) =>
  fc.tuple(
    ...chosen.map((id) =>
      fc.record({
        id: fc.constant(id),
        type: fc.constant('fill' as const),
        source: fc.constant('s'),
        paint: fc.record({ 'fill-opacity': fc.double({ min: 0, max: 1, noNaN: true }) }),
        filter: fc.constantFrom<['==', string, number]>(['==', 'l', 1], ['==', 'l', 2]),
      }),
    ),
  ),
);

test('after any sequence of wishes the map shows exactly the last one', () => {
  fc.assert(
    fc.property(fc.array(wantedArbitrary, { minLength: 1, maxLength: 6 }), (wishes) => {
      const first: LayerSpecification[] = wishes[0]!;
      const { map, layers } = fakeMap(first);
      const show = createLayerRegistry(map, first);
      for (const wish of wishes) show(wish);
      expect(layers).toEqual(wishes[wishes.length - 1]);
    }),
  );
});
