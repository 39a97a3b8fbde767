import type { LayerSpecification, Map as MapLibreMap } from 'maplibre-gl';

type Values = Record<string, unknown>;
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const valuesOf = (spec: LayerSpecification, part: 'paint' | 'layout'): Values => spec[part] ?? {};

/** Names whose values differ between two lists of values, with the new value (`undefined` where it is gone). */
function changes(before: Values, after: Values): [string, unknown][] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((n) => !same(before[n], after[n])).map((n) => [n, after[n]]);
}

function updateLayer(map: MapLibreMap, before: LayerSpecification, after: LayerSpecification): void {
  for (const [name, value] of changes(valuesOf(before, 'paint'), valuesOf(after, 'paint')))
    map.setPaintProperty(after.id, name as never, value as never);
  for (const [name, value] of changes(valuesOf(before, 'layout'), valuesOf(after, 'layout')))
    map.setLayoutProperty(after.id, name as never, value as never);
  const filter = 'filter' in after ? after.filter : undefined;
  if (!same('filter' in before ? before.filter : undefined, filter)) map.setFilter(after.id, filter ?? null);
}

/**
 * Makes the map show exactly these style layers, in this order, by the smallest changes. The features say what they want
 * as plain values (state → layers); nobody else adds, changes or removes a style layer. `first` are the layers that the map
 * was made with.
 */
export function createLayerRegistry(
  map: MapLibreMap,
  first: readonly LayerSpecification[],
): (wanted: LayerSpecification[]) => void {
  let shown = new Map(first.map((l) => [l.id, l]));
  return (wanted) => {
    const ids = new Set(wanted.map((l) => l.id));
    for (const id of shown.keys()) if (!ids.has(id)) map.removeLayer(id);
    // From the top down, so that each layer is put below one that already stands.
    let above: string | undefined;
    for (const spec of [...wanted].reverse()) {
      const before = shown.get(spec.id);
      if (before === undefined) map.addLayer(spec, above);
      else updateLayer(map, before, spec);
      above = spec.id;
    }
    shown = new Map(wanted.map((l) => [l.id, l]));
  };
}
