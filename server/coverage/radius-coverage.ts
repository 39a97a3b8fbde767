import type { AreaLevel } from '../contract/city.ts';
import { encodeZoneCells, type CoverageRow, type CoverageSummary, type ZoneCoverage } from '../contract/coverage.ts';
import { sumByArea, type AreaSums } from './engine/area-sums.ts';
import { CoverageIndex } from './engine/coverage-index.ts';
import { PeopleCover } from './engine/people-cover.ts';
import type { Ground } from './ground.ts';

/** A station on the plane, metres; its circle counts while it is open. */
export interface PlacedStation {
  x: number;
  y: number;
  open: boolean;
}

const levels: readonly AreaLevel[] = ['city', 'district', 'street', 'community'];
const off = -1;
const share16 = (share: number): number => Math.round(share * 65_535);

const sameRow = (a: CoverageRow, b: CoverageRow): boolean =>
  a.coveredM2 === b.coveredM2 &&
  a.twiceM2 === b.twiceM2 &&
  a.coveredPeople === b.coveredPeople &&
  a.twicePeople === b.twicePeople;

/** Coverage of one city by circles of one radius, kept as its stations change. */
export class RadiusCoverage {
  private readonly index: CoverageIndex;
  private readonly people: PeopleCover;
  private rowsNow: CoverageRow[];

  /** Counts everything once. `stations` by index; a later `place` names the same index, or the next one to add. */
  constructor(
    private readonly ground: Ground,
    readonly radiusMetres: number,
    stations: readonly PlacedStation[],
  ) {
    const discs = Float64Array.from(stations.flatMap((s) => [s.x, s.y, s.open ? radiusMetres : off]));
    this.index = new CoverageIndex(ground.zones, discs);
    this.people = new PeopleCover(ground.people, this.index.zones.count);
    this.people.full(discs);
    this.rowsNow = this.sum();
  }

  /** Puts the station at `index` elsewhere, or opens or closes it; returns the zones whose figures changed. */
  place(index: number, { x, y, open }: PlacedStation): Uint32Array {
    const { discs } = this.index;
    const radiusMetres = open ? this.radiusMetres : off;
    const fresh = index === discs.count;
    const before = fresh ? undefined : { x: discs.x[index]!, y: discs.y[index]!, radiusMetres: discs.radius[index]! };
    this.people.replace(before, { x, y, radiusMetres });
    return fresh ? this.index.add(x, y, radiusMetres) : this.index.place(index, x, y, radiusMetres);
  }

  /** Sums the areas anew; returns the rows that are not what they were. */
  resum(): CoverageRow[] {
    const before = this.rowsNow;
    this.rowsNow = this.sum();
    return this.rowsNow.filter((row, i) => !sameRow(row, before[i]!));
  }

  /** One row for each area, by index. */
  rows(): CoverageRow[] {
    return this.rowsNow;
  }

  summary(seq: number): CoverageSummary {
    const { discs } = this.index;
    const city = this.rowsNow.find((row) => row.level === 'city');
    if (city === undefined) throw new Error('a city without an area of level city');
    const [none, one, two, more] = this.people.byCount;
    return {
      radiusMetres: this.radiusMetres,
      seq,
      cityVersion: this.ground.input.version,
      stations: discs.radius.subarray(0, discs.count).reduce((n, r) => n + (r < 0 ? 0 : 1), 0),
      city,
      peopleByCount: [none!, one!, two!, more!],
    };
  }

  /** Share × 65,535 and circles (255 means that or more) of these zones, or of all. */
  cellsOf(zones: Uint32Array | undefined): { share: Uint16Array; circles: Uint8Array } {
    const { once, discs } = this.index.shares;
    const n = zones?.length ?? once.length;
    const share = new Uint16Array(n);
    const circles = new Uint8Array(n);
    for (let k = 0; k < n; k++) {
      const zone = zones === undefined ? k : zones[k]!;
      share[k] = share16(once[zone]!);
      circles[k] = Math.min(255, discs[zone]!);
    }
    return { share, circles };
  }

  cells(seq: number): Uint8Array {
    return encodeZoneCells({ seq, radiusMetres: this.radiusMetres, ...this.cellsOf(undefined) });
  }

  zone(zone: number): ZoneCoverage {
    const { once, twice, meanDepth, discs } = this.index.shares;
    return {
      index: zone,
      share: once[zone]!,
      twiceShare: twice[zone]!,
      meanDepth: meanDepth[zone]!,
      circles: discs[zone]!,
      people: this.people.people[zone]!,
      coveredPeople: this.people.once[zone]!,
      twicePeople: this.people.twice[zone]!,
    };
  }

  /** The discs of the stations in service, `[x, y, radius] × n`, metres. */
  openDiscs(): Float64Array {
    const { x, y, radius, count } = this.index.discs;
    const open: number[] = [];
    for (let i = 0; i < count; i++) if (radius[i]! >= 0) open.push(x[i]!, y[i]!, radius[i]!);
    return Float64Array.from(open);
  }

  private sum(): CoverageRow[] {
    const { zones, shares } = this.index;
    const figures = {
      areaM2: zones.areaM2,
      once: shares.once,
      twice: shares.twice,
      people: this.people.people,
      coveredPeople: this.people.once,
      twicePeople: this.people.twice,
    };
    const { areas } = this.ground.input;
    const sums = Object.fromEntries(
      levels.map((level) => [level, sumByArea(figures, this.ground.areaOfZone[level], areas.length)]),
    ) as Record<AreaLevel, AreaSums>;
    return areas.map(({ code, level }, index) => {
      const s = sums[level];
      return {
        index,
        code,
        level,
        areaM2: s.areaM2[index]!,
        coveredM2: s.coveredM2[index]!,
        twiceM2: s.twiceM2[index]!,
        people: s.people[index]!,
        coveredPeople: s.coveredPeople[index]!,
        twicePeople: s.twicePeople[index]!,
      };
    });
  }
}
