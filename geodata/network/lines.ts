import type { FeatureCollection, LineString } from 'geojson';
import { edgeFlags, type WalkNetwork } from './model.ts';

interface LineProperties {
  metres: number;
  steps: boolean;
  bridge: boolean;
  /** Directions in which it can be walked, along the line. */
  walk: 'both' | 'forward' | 'backward';
}

const pair = (values: Float64Array, i: number): [number, number] => [values[2 * i]!, values[2 * i + 1]!];

const directionOf = (flags: number): LineProperties['walk'] =>
  (flags & edgeFlags.noBackward) !== 0 ? 'forward' : (flags & edgeFlags.noForward) !== 0 ? 'backward' : 'both';

/** All points of an edge from end to end, `[lng, lat]`. */
export function edgePoints({ nodes, from, to, shapeStart, shape }: WalkNetwork, edge: number): [number, number][] {
  const points = [pair(nodes, from[edge]!)];
  for (let p = shapeStart[edge]!; p < shapeStart[edge + 1]!; p++) points.push(pair(shape, p));
  return [...points, pair(nodes, to[edge]!)];
}

/** The edges of a network as GeoJSON lines (RFC 7946), to be looked at in any GIS. */
export function networkLines(network: WalkNetwork): FeatureCollection<LineString, LineProperties> {
  return {
    type: 'FeatureCollection',
    features: Array.from(network.flags, (flags, e) => ({
      type: 'Feature',
      geometry: { type: 'LineString', coordinates: edgePoints(network, e) },
      properties: {
        metres: network.metres[e]!,
        steps: (flags & edgeFlags.steps) !== 0,
        bridge: (flags & edgeFlags.bridge) !== 0,
        walk: directionOf(flags),
      },
    })),
  };
}
