/**
 * A walking network: the streets and ways of a city as a graph, in flat arrays that cross threads and the database
 * without a copy per edge. Positions are `[lng, lat]`, WGS-84, degrees.
 */
export interface WalkNetwork {
  /** `[lng, lat] × nodes`. */
  nodes: Float64Array;
  /** Nodes at the ends of each edge. */
  from: Uint32Array;
  to: Uint32Array;
  /** Length of each edge along its shape, metres on Turf's sphere. */
  metres: Float64Array;
  /** `edgeFlags`, or-ed. */
  flags: Uint8Array;
  /** Index of the compound whose inner way an edge is, else -1: people of a gated compound reach the city by these. */
  compound: Int32Array;
  /** Points between the ends: edge `e` has `shapeStart[e] … shapeStart[e + 1]` of `shape`, `[lng, lat] × points`. */
  shapeStart: Uint32Array;
  shape: Float64Array;
}

export const edgeFlags = {
  /** Stairs. */
  steps: 1,
  /** Cannot be walked from `from` to `to`; cannot be walked from `to` to `from`. */
  noForward: 2,
  noBackward: 4,
  /** Not for wheelchairs, though there are no steps (a stile, a tag that says so). */
  noWheels: 8,
  bridge: 16,
} as const;

/** Something that a reader of the network should know; `metres` and `count` say how much of it is concerned. */
export interface NetworkNote {
  code: 'part-dropped' | 'zero-length' | 'node-missing' | 'outside';
  count: number;
  metres: number;
  detail: string;
}

export interface BuiltNetwork {
  network: WalkNetwork;
  notes: NetworkNote[];
}
