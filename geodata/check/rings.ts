import type { Position } from 'geojson';

/** Stable codes of what a boundary can be wrong in. */
export type FindingCode =
  | 'not-geojson'
  | 'not-an-area'
  | 'empty'
  | 'position-invalid'
  | 'position-out-of-range'
  | 'ring-too-short'
  | 'ring-flat'
  | 'ring-open'
  | 'ring-winding'
  | 'position-repeated'
  | 'self-touch'
  | 'self-intersection'
  | 'too-large';

export interface Finding {
  code: FindingCode;
  /** Where: `feature 0, part 1, ring 0`. */
  at: string;
  detail: string;
}

/** A position as `[lng, lat]`, or a reject: not two finite numbers, or not on the globe in that order. */
function checkPosition(raw: unknown, at: string, rejects: Finding[]): Position | undefined {
  const [lng, lat] = Array.isArray(raw) ? (raw as unknown[]) : [];
  if (typeof lng !== 'number' || typeof lat !== 'number' || !Number.isFinite(lng) || !Number.isFinite(lat)) {
    rejects.push({ code: 'position-invalid', at, detail: `expected [lng, lat], found ${JSON.stringify(raw)}` });
    return undefined;
  }
  if (Math.abs(lng) > 180 || Math.abs(lat) > 90) {
    rejects.push({ code: 'position-out-of-range', at, detail: `${lng}, ${lat} is not lng, lat in degrees` });
    return undefined;
  }
  return [lng, lat];
}

const same = (a: Position | undefined, b: Position | undefined): boolean => a?.[0] === b?.[0] && a?.[1] === b?.[1];

function signedArea(ring: readonly Position[]): number {
  let sum = 0;
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = ring[i - 1] as [number, number];
    const [bx, by] = ring[i] as [number, number];
    sum += (ax - ring[0]![0]!) * (by - ring[0]![1]!) - (bx - ring[0]![0]!) * (ay - ring[0]![1]!);
  }
  return sum / 2;
}

function findTouch(ring: readonly Position[]): Position | undefined {
  const seen = new Set<string>();
  for (const position of ring.slice(1)) {
    const key = position.join(' ');
    if (seen.has(key)) return position;
    seen.add(key);
  }
  return undefined;
}

/** Closes the ring and takes out positions that are repeated at once, with a note for each kind of repair. */
function tidy(positions: Position[], at: string, notes: Finding[]): Position[] {
  const ring = positions.filter((position, i) => i === 0 || !same(position, positions[i - 1]));
  if (ring.length < positions.length) {
    const detail = `${positions.length - ring.length} repeated positions taken out`;
    notes.push({ code: 'position-repeated', at, detail });
  }
  if (!same(ring[0], ring[ring.length - 1])) {
    notes.push({ code: 'ring-open', at, detail: 'the first position was repeated at the end' });
    ring.push(ring[0]!);
  }
  return ring;
}

/** Where a check writes down what it repairs and what it refuses. */
export interface Findings {
  notes: Finding[];
  rejects: Finding[];
}

/** One ring, closed and wound as RFC 7946 wants it; an empty list when it was rejected. */
export function checkRing(raw: unknown, isExterior: boolean, at: string, { notes, rejects }: Findings): Position[] {
  const before = rejects.length;
  if (!Array.isArray(raw) || raw.length === 0) {
    rejects.push({ code: 'empty', at, detail: 'a ring without positions' });
    return [];
  }
  const positions: Position[] = [];
  // The first fault is enough: a ring nested too shallowly would report every one of its numbers.
  for (const [i, item] of raw.entries()) {
    const position = checkPosition(item, `${at}, position ${i}`, rejects);
    if (!position) return [];
    positions.push(position);
  }
  const ring = tidy(positions, at, notes);
  const touch = findTouch(ring);
  const area = signedArea(ring);
  if (ring.length < 4) rejects.push({ code: 'ring-too-short', at, detail: `${ring.length} positions, 4 needed` });
  else if (touch) rejects.push({ code: 'self-touch', at, detail: `comes by ${touch.join(', ')} twice` });
  else if (area === 0)
    rejects.push({ code: 'ring-flat', at, detail: 'encloses nothing, or crosses itself in the middle' });
  if (rejects.length > before) return [];
  if (area > 0 === isExterior) return ring;
  notes.push({ code: 'ring-winding', at, detail: 'the direction was reversed' });
  return ring.reverse();
}
