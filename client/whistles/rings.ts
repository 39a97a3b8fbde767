import type { Position } from '../../server/contract/geo.ts';

/** A whistle that was blown while the page looked on. `bornMs` is local real time. */
export interface Ring {
  id: string;
  position: Position;
  bornMs: number;
  pixels: number;
  opacity: number;
}

/** The ring opens once in this time … */
export const openMs = 900;
/** … then breathes once in each of these, … */
export const breathMs = 2400;
/** … a few times, and is still. */
export const liveMs = openMs + 4 * breathMs;
/** More at a time would only be noise. */
const keptRings = 60;

const openPixels = 46;

export const bornRing = (id: string, position: Position, bornMs: number): Ring => ({
  id,
  position,
  bornMs,
  pixels: 0,
  opacity: 0,
});

/** The rings as they look at `nowMs`: opening outwards and fading, then breathing faintly; those that are still are gone. */
export function ringsAt(rings: readonly Ring[], nowMs: number): Ring[] {
  return rings
    .filter((r) => nowMs - r.bornMs < liveMs)
    .map((r) => {
      const age = Math.max(0, nowMs - r.bornMs);
      if (age < openMs) {
        const out = 1 - (1 - age / openMs) ** 3;
        return { ...r, pixels: 9 + out * (openPixels - 9), opacity: 0.95 * (1 - age / openMs) };
      }
      const phase = ((age - openMs) % breathMs) / breathMs;
      return { ...r, pixels: 13 + 5 * Math.sin(Math.PI * phase), opacity: 0.5 * Math.sin(Math.PI * phase) };
    });
}

/** The newest rings with the born ones added; the still ones dropped. */
export const addRings = (rings: readonly Ring[], born: readonly Ring[], nowMs: number): Ring[] =>
  [...rings.filter((r) => nowMs - r.bornMs < liveMs), ...born].slice(-keptRings);
