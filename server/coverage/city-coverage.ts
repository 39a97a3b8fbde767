import { defaultRadiusMetres } from '../contract/coverage.ts';
import { makeGround, type Ground } from './ground.ts';
import { RadiusCoverage, type PlacedStation } from './radius-coverage.ts';
import type { Change, CityInput, StationDisc } from './thread-api.ts';

/** Radii other than the live one that are kept ready; the one asked for longest ago goes first. */
const radiiKept = 4;

/** Coverage of one city in the thread: the stations, and a count for each radius that somebody asked for. */
export class CityCoverage {
  readonly ground: Ground;
  private readonly indexOf = new Map<string, number>();
  private readonly stations: (PlacedStation & { id: string })[] = [];
  private readonly radii = new Map<number, RadiusCoverage>();

  constructor(
    input: CityInput,
    stations: readonly StationDisc[],
    /** Number of the last event counted. */
    public seq: number,
  ) {
    this.ground = makeGround(input);
    for (const station of stations) this.put(station);
    this.of(defaultRadiusMetres);
  }

  /** The count for a radius, made when it is not there. */
  of(radiusMetres: number): RadiusCoverage {
    const known = this.radii.get(radiusMetres);
    const count = known ?? new RadiusCoverage(this.ground, radiusMetres, this.stations);
    this.radii.delete(radiusMetres);
    this.radii.set(radiusMetres, count);
    for (const old of this.radii.keys()) {
      if (this.radii.size <= radiiKept + 1) break;
      if (old !== defaultRadiusMetres) this.radii.delete(old);
    }
    return count;
  }

  /** Stations in service. */
  open(): StationDisc[] {
    const out = new Float64Array(2);
    return this.stations
      .filter((s) => s.open)
      .map((s) => {
        this.ground.plane.inverse(s.x, s.y, out, 0);
        return { id: s.id, lng: out[0]!, lat: out[1]!, open: true };
      });
  }

  /** Follows the stations up to event `seq`; only what lies under an old or a new circle is counted anew. */
  apply(changes: readonly StationDisc[], seq: number): Change {
    const fromSeq = this.seq;
    const zones = new Set<number>();
    for (const change of changes) {
      const index = this.put(change);
      for (const [radius, count] of this.radii) {
        const changed = count.place(index, this.stations[index]!);
        if (radius === defaultRadiusMetres) for (const zone of changed) zones.add(zone);
      }
    }
    this.seq = seq;
    for (const [radius, count] of this.radii) if (radius !== defaultRadiusMetres) count.resum();
    const live = this.of(defaultRadiusMetres);
    const areas = live.resum();
    const list = Uint32Array.from(zones).sort();
    return { fromSeq, summary: live.summary(seq), zones: list, ...live.cellsOf(list), areas };
  }

  private put({ id, lng, lat, open }: StationDisc): number {
    const out = new Float64Array(2);
    this.ground.plane.forward(lng, lat, out, 0);
    const index = this.indexOf.get(id) ?? this.stations.length;
    this.indexOf.set(id, index);
    this.stations[index] = { id, x: out[0]!, y: out[1]!, open };
    return index;
  }
}
