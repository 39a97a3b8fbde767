import type { FeatureCollection, LineString } from 'geojson';
import { edgeFlags, type WalkNetwork } from './model.ts';

interface LineProperties {
  metres: number;
  steps: boolean;
  bridge: boolean;
  /** Directions in which it can be walked, along the line. */
  walk: 'both' | 'forward' | 'backward';
}

const directionOf = (flags: number): LineProperties['walk'] =>
  (flags & edgeFlags.noBackward) !== 0 ? 'forward' : (flags & edgeFlags.noForward) !== 0 ? 'backward' : 'both';

/** The edges of a network as GeoJSON lines (RFC 7946), to be looked at in any GIS. */
export function networkLines(network: WalkNetwork): FeatureCollection<LineString, LineProperties> {
  const { nodes, from, to, metres, flags, shapeStart, shape } = network;
  const pair = (values: Float64Array, i: number): [number, number] => [values[2 * i]!, values[2 * i + 1]!];
  return {
    type: 'FeatureCollection',
    features: Array.from(from, (a, e) => {
      const between = Array.from({ length: shapeStart[e + 1]! - shapeStart[e]! }, (_, k) =>
        pair(shape, shapeStart[e]! + k),
      );
      const f = flags[e]!;
      return {
        type: 'Feature',
        geometry: { type: 'LineString', coordinates: [pair(nodes, a), ...between, pair(nodes, to[e]!)] },
        properties: {
          metres: metres[e]!,
          steps: (f & edgeFlags.steps) !== 0,
          bridge: (f & edgeFlags.bridge) !== 0,
          walk: directionOf(f),
        },
      };
    }),
  };
}
