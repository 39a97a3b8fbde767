import Flatbush from 'flatbush';
import { DiscSet, switchedOff, type Extent } from './disc-set.ts';
import { arcScratch, exposedArcs } from './exposed-arcs.ts';
import { zoneTable, type PlanarShapes, type ZoneTable } from './planar-shapes.ts';
import { coverScratch, coverZone, zoneShares, type CoverScratch, type ZoneShares } from './zone-cover.ts';

/**
 * Shares of zones under discs, kept up to date as discs come, go and move: an edit counts anew only the zones whose box
 * the old or the new disc touches, and gives the same bits as a count of everything would.
 *
 * Planar metres throughout. Not safe for use by two callers at once (scratch memory is reused), and it never yields.
 */
export class CoverageIndex {
  readonly zones: ZoneTable;
  readonly discs: DiscSet;
  /** The figures; kept in place, so copy what must outlive the next edit. */
  readonly shares: ZoneShares;
  private readonly boxes: Flatbush | undefined;
  private readonly exposed: Float64Array[] = [];
  private readonly arcs = arcScratch();
  private readonly scratch: CoverScratch;

  /** `shapes`: one feature per zone; `discs`: `[x, y, radius] × n`, radius < 0 is switched off. Counts everything once. */
  constructor(shapes: PlanarShapes, discs: Float64Array) {
    this.zones = zoneTable(shapes);
    this.shares = zoneShares(this.zones.count);
    this.scratch = coverScratch(this.zones);
    this.boxes = boxIndex(this.zones);
    this.discs = new DiscSet(discs, extentOf(this.boxes));
    this.full();
  }

  /** The most by which rounding has put a share out of its range so far; beyond about 1e-9 the input is not valid. */
  get largestClamp(): number {
    return this.scratch.largestClamp;
  }

  /** Counts every zone anew. */
  full(): void {
    for (let disc = 0; disc < this.discs.count; disc++) {
      this.exposed[disc] = exposedArcs(this.discs, disc, this.arcs);
    }
    for (let zone = 0; zone < this.zones.count; zone++) {
      coverZone(this.zones, zone, this.discs, this.exposed, this.scratch, this.shares);
    }
  }

  /** Moves a disc; returns the indices of the zones whose figures changed, ascending. Throws a RangeError on no disc. */
  move(disc: number, x: number, y: number): Uint32Array {
    return this.place(disc, x, y, this.discs.radius[disc] ?? switchedOff);
  }

  /** Adds a disc at the end; its index is `discs.count - 1` afterwards. Returns the changed zones. */
  add(x: number, y: number, radiusMetres: number): Uint32Array {
    return this.place(this.discs.push(x, y, switchedOff), x, y, radiusMetres);
  }

  /** Switches a disc off; it keeps its index, and `place` switches it on again. Returns the changed zones. */
  remove(disc: number): Uint32Array {
    return this.place(disc, this.discs.x[disc] ?? 0, this.discs.y[disc] ?? 0, switchedOff);
  }

  /** Moves, resizes, switches on or off (radius < 0) one disc; returns the changed zones, ascending. */
  place(disc: number, x: number, y: number, radiusMetres: number): Uint32Array {
    const circles = new Set<number>([disc]);
    const zones = new Set<number>();
    this.gather(disc, circles, zones);
    this.discs.place(disc, x, y, radiusMetres);
    this.gather(disc, circles, zones);
    for (const circle of circles) this.exposed[circle] = exposedArcs(this.discs, circle, this.arcs);
    return this.recount(Uint32Array.from(zones).sort());
  }

  /** Adds the circles that the disc, as it now stands, may meet, and the zones whose box it touches. */
  private gather(disc: number, circles: Set<number>, zones: Set<number>): void {
    const { discs } = this;
    const r = discs.radius[disc] ?? switchedOff;
    if (r < 0) return;
    const x = discs.x[disc]!;
    const y = discs.y[disc]!;
    const near = discs.near(x - r, y - r, x + r, y + r);
    for (let k = 0; k < near; k++) {
      const other = discs.found[k]!;
      const dx = discs.x[other]! - x;
      const dy = discs.y[other]! - y;
      const reach = r + discs.radius[other]!;
      if (dx * dx + dy * dy <= reach * reach) circles.add(other);
    }
    // A margin far above rounding: a zone left out then has no arc whose bits depend on this disc.
    const reach = r * (1 + 1e-9) + 1e-6;
    const { origin, half } = this.zones;
    for (const zone of this.boxes?.search(x - reach, y - reach, x + reach, y + reach) ?? []) {
      const gapX = Math.max(0, Math.abs(origin[2 * zone]! - x) - half[2 * zone]!);
      const gapY = Math.max(0, Math.abs(origin[2 * zone + 1]! - y) - half[2 * zone + 1]!);
      if (gapX * gapX + gapY * gapY <= reach * reach) zones.add(zone);
    }
  }

  private recount(zones: Uint32Array): Uint32Array {
    const { once, twice, meanDepth, discs } = this.shares;
    let changed = 0;
    for (const zone of zones) {
      const a = once[zone];
      const b = twice[zone];
      const c = meanDepth[zone];
      const d = discs[zone];
      coverZone(this.zones, zone, this.discs, this.exposed, this.scratch, this.shares);
      if (a === once[zone] && b === twice[zone] && c === meanDepth[zone] && d === discs[zone]) continue;
      zones[changed++] = zone;
    }
    return zones.slice(0, changed);
  }
}

/** Index over the zones' boxes; undefined where there are none (flatbush refuses to be empty). */
function boxIndex(zones: ZoneTable): Flatbush | undefined {
  if (zones.count === 0) return undefined;
  const boxes = new Flatbush(zones.count);
  for (let zone = 0; zone < zones.count; zone++) {
    const x = zones.origin[2 * zone]!;
    const y = zones.origin[2 * zone + 1]!;
    const hw = zones.half[2 * zone]!;
    const hh = zones.half[2 * zone + 1]!;
    boxes.add(x - hw, y - hh, x + hw, y + hh);
  }
  boxes.finish();
  return boxes;
}

const extentOf = (boxes: Flatbush | undefined): Extent =>
  boxes === undefined ? [0, 0, 1, 1] : [boxes.minX, boxes.minY, boxes.maxX, boxes.maxY];
