import type { WhistleState } from '../../server/contract/whistle.ts';
import type { Bbox, Position } from '../../server/contract/geo.ts';
import { statesByWeight } from '../ui/shapes.ts';
import type { Entry } from './list.ts';

/** One whistle, or several that would overlap at this zoom. */
export interface Mark {
  /** Stable while the members are the same: code of the first member. */
  id: string;
  position: Position;
  entries: Entry[];
  /** The worst state inside. */
  worst: WhistleState;
}

/** From this zoom on every whistle stands alone. */
export const clusterMaxZoom = 14;
const clusterPixels = 46;
const worldPixels = 512;

/** `[lng, lat]` in Web Mercator pixels at a zoom. */
export function mercatorPixels([lng, lat]: Position, zoom: number): [number, number] {
  const size = worldPixels * 2 ** zoom;
  const sin = Math.sin((lat * Math.PI) / 180);
  return [(lng / 360 + 0.5) * size, (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * size];
}

export const worstOf = (entries: readonly Entry[]): WhistleState =>
  entries.reduce<WhistleState>(
    (worst, { state }) => (statesByWeight.indexOf(state) > statesByWeight.indexOf(worst) ? state : worst),
    'closed',
  );

interface Seed {
  x: number;
  y: number;
  entries: Entry[];
}

/** Puts each entry to the first seed within reach, else makes it a seed; cells of one reach make the search short. */
function gather(entries: readonly Entry[], zoom: number): Seed[] {
  const seeds: Seed[] = [];
  const cells = new Map<string, Seed[]>();
  for (const entry of entries) {
    const [x, y] = mercatorPixels(entry.whistle.position, zoom);
    const [cx, cy] = [Math.floor(x / clusterPixels), Math.floor(y / clusterPixels)];
    let home: Seed | undefined;
    for (let i = cx - 1; i <= cx + 1 && home === undefined; i++)
      for (let j = cy - 1; j <= cy + 1 && home === undefined; j++)
        home = cells.get(`${i},${j}`)?.find((s) => Math.hypot(s.x - x, s.y - y) < clusterPixels);
    if (home !== undefined) {
      home.entries.push(entry);
      continue;
    }
    const seed = { x, y, entries: [entry] };
    seeds.push(seed);
    const key = `${cx},${cy}`;
    cells.set(key, [...(cells.get(key) ?? []), seed]);
  }
  return seeds;
}

/**
 * Marks for a zoom. Entries are taken in the order of their codes and at whole zooms, so that marks do not jump while the
 * map is panned or time passes. A mark of several stands at the first member, where there truly is a whistle.
 */
export function marksOf(entries: readonly Entry[], zoom: number): Mark[] {
  const level = Math.floor(zoom);
  const ordered = [...entries].sort((a, b) => (a.whistle.code < b.whistle.code ? -1 : 1));
  const seeds = level >= clusterMaxZoom ? ordered.map((e) => ({ entries: [e] })) : gather(ordered, level);
  return seeds.map(({ entries: members }) => ({
    id: members[0]!.whistle.id,
    position: members[0]!.whistle.position,
    entries: members,
    worst: worstOf(members),
  }));
}

/** The box around a mark's members, with a little room; to zoom in on a cluster. */
export function boxOf(mark: Mark): Bbox {
  const lngs = mark.entries.map((e) => e.whistle.position[0]);
  const lats = mark.entries.map((e) => e.whistle.position[1]);
  const room = 0.002;
  return [Math.min(...lngs) - room, Math.min(...lats) - room, Math.max(...lngs) + room, Math.max(...lats) + room];
}

/** Marks by how they are drawn; the arrays stay the same from frame to frame, so that nothing is uploaded twice. */
export interface MarkSet {
  all: Mark[];
  single: Mark[];
  clusters: Mark[];
}
export function markSet(all: Mark[]): MarkSet {
  return { all, single: all.filter((m) => m.entries.length === 1), clusters: all.filter((m) => m.entries.length > 1) };
}

const riskPixels = { normal: 19, high: 25, critical: 32 } as const;
/** Size by risk, in pixels; a cluster's shape stands small in its chip. */
export const markPixels = ({ entries }: Mark): number =>
  entries.length > 1 ? 19 : riskPixels[entries[0]!.whistle.risk];
