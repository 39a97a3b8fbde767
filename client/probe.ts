import type { Map as MapLibreMap } from 'maplibre-gl';
import { snapshotOf, type CityState, type Snapshot } from '../server/contract/state.ts';

/**
 * What tests may read from outside, as `window.__shaotu`; nothing can be changed through it.
 * - `map`: the MapLibre map, once it is there.
 * - `state()`: the live state in canonical order, to compare with the server's; `null` before the first snapshot.
 * - `drawn()`: `seq` of the last event that has been drawn on the screen, 0 before the first drawing.
 * - `drawnAt(seq)`: local real time (ms) at which an event was drawn, for the latest few thousand; `null` where unknown.
 */
export interface Probe {
  readonly map: MapLibreMap | null;
  state: () => Snapshot | null;
  drawn: () => number;
  drawnAt: (seq: number) => number | null;
}

/** Follows which events were given to the overlay and which of them it has drawn. */
export interface Drawn {
  given: (seq: number) => void;
  rendered: () => void;
  seq: () => number;
  at: (seq: number) => number | null;
}

const keptDrawings = 4096;

export function createDrawn(nowMs: () => number): Drawn {
  let given = 0;
  let drawn = 0;
  let drawings: { seq: number; atMs: number }[] = [];
  return {
    given: (seq) => {
      given = seq;
    },
    rendered: () => {
      if (given === drawn) return;
      drawn = given;
      drawings.push({ seq: given, atMs: nowMs() });
      if (drawings.length > 2 * keptDrawings) drawings = drawings.slice(-keptDrawings);
    },
    seq: () => drawn,
    at: (seq) => drawings.find((d) => d.seq >= seq)?.atMs ?? null,
  };
}

declare global {
  interface Window {
    __shaotu?: Probe;
  }
}

/** Puts the probe on the window. */
export function exposeProbe(
  page: Window,
  source: { map: () => MapLibreMap | null; state: () => CityState | null; drawn: Drawn },
): void {
  page.__shaotu = Object.freeze({
    get map() {
      return source.map();
    },
    state: () => {
      const state = source.state();
      return state === null ? null : snapshotOf(state);
    },
    drawn: source.drawn.seq,
    drawnAt: source.drawn.at,
  });
}
