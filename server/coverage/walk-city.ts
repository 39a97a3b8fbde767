import type { AreaLevel } from '../contract/city.ts';
import {
  fullShare,
  noPeople,
  type Walk,
  type WalkCompound,
  type WalkPathFeature,
  type WalkReason,
  type WalkRow,
  type WalkSummary,
  type WalkZones,
} from '../contract/walking.ts';
import { projectPairs } from '../../geodata/crs/plane.ts';
import { edgeFlags } from '../../geodata/network/model.ts';
import { nobody } from './engine/nearest-two.ts';
import { nearestOfPlace } from './engine/place-stations.ts';
import { percentilesByArea } from './engine/percentiles.ts';
import { rasterAround, walkField, Water } from './engine/walk-field.ts';
import { ReachSearch, reachedStretches } from './engine/reach.ts';
import { pathToStation } from './engine/walk-path.ts';
import { unreached } from './engine/walk-graph.ts';
import { makeGround, type Ground } from './ground.ts';
import { peopleSums, sumZones, type PeopleSums } from './people-sums.ts';
import { nearestStraight, stationsWithin } from './straight-distance.ts';
import type { StationDisc } from './thread-api.ts';
import { edgeLine, joined, lineLngLat, type LngLatLine } from './walk-lines.ts';
import { WalkCoverage, type WalkStation } from './walk-coverage.ts';
import { outlinesOf, type Polygons } from './walk-outline.ts';
import type { WalkInput } from './walk-thread-api.ts';

const levels: readonly AreaLevel[] = ['city', 'district', 'street', 'community'];
const metresOf = (mm: number): number | null => (mm === unreached ? null : mm / 1000);

/** Cells of the field that outlines are drawn on: fine enough for a street's two sides. */
const cellMetres = 40;

/** What is drawn of one band of minutes. */
interface Band<T> {
  minutes: number;
  coordinates: T;
}

const mmOf = ({ speedKmh }: Walk, minutes: number): number => Math.round((minutes * speedKmh * 1e6) / 60);

/** Walking coverage of one city in the thread: its stations, and the distances of each kind of walker that was asked for. */
export class WalkCity {
  private readonly ground: Ground;
  private readonly water: Water;
  private readonly indexOf = new Map<string, number>();
  private readonly stations: WalkStation[] = [];
  private readonly kinds = new Map<boolean, WalkCoverage>();
  /** The straight-line counts last asked for, by metres; they hold until a station changes. */
  private straight: { metres: number; count: Uint8Array } | undefined;

  constructor(
    private readonly input: WalkInput,
    stations: readonly StationDisc[],
    /** Number of the last event counted. */
    public seq: number,
  ) {
    this.ground = makeGround(input.city);
    this.water = new Water({ ...input.water, coords: projectPairs(this.ground.plane, input.water.coords) });
    for (const station of stations) this.put(station);
  }

  apply(changes: readonly StationDisc[], seq: number): void {
    for (const change of changes) this.put(change);
    for (const kind of this.kinds.values()) kind.change(this.stations);
    this.straight = undefined;
    this.seq = seq;
  }

  summary(walk: Walk): WalkSummary {
    const of = this.of(walk);
    const { people } = this.input.city.people;
    let off = 0;
    for (let p = 0; p < people.length; p++) if (of.people.edge[p]! < 0) off += people[p]!;
    const snaps = of.stationSnaps;
    return {
      ...walk,
      seq: this.seq,
      cityVersion: this.input.city.version,
      networkEdition: this.input.networkEdition,
      stations: this.stations.filter((s) => s.open).length,
      stationsOffNetwork: this.stations.filter((s, i) => s.open && snaps[i] === undefined).map((s) => s.id),
      peopleOffNetwork: off,
      city: this.rows(walk, ['city'])[0]!,
    };
  }

  rows(walk: Walk, wanted: readonly AreaLevel[] = levels): WalkRow[] {
    const of = this.of(walk);
    const byZone = this.zoneSums(of, walk.cutoffMetres);
    const { people: weight, zone } = this.input.city.people;
    const { areas } = this.input.city;
    const { mm1 } = of.peopleStations;
    const order = of.peopleByDistance;
    return wanted.flatMap((level) => {
      const areaOfZone = this.ground.areaOfZone[level];
      const sums = sumZones(byZone, areaOfZone, areas.length);
      const { p50, p90, max } = percentilesByArea(mm1, order, weight, (p) => areaOfZone[zone[p]!]!, areas.length);
      return areas.flatMap((area, index): WalkRow[] =>
        area.level !== level
          ? []
          : [
              {
                ...{ index, code: area.code, level },
                people: sums.people[index]!,
                straightPeople: sums.straight[index]!,
                straightTwicePeople: sums.straightTwice[index]!,
                walkPeople: sums.walk[index]!,
                walkTwicePeople: sums.walkTwice[index]!,
                strandedPeople: sums.stranded[index]!,
                p50Metres: metresOf(p50[index]!),
                p90Metres: metresOf(p90[index]!),
                maxMetres: metresOf(max[index]!),
              },
            ],
      );
    });
  }

  /** People of each zone, in one go over all of them. */
  private zoneSums(of: WalkCoverage, cutoffMetres: number): PeopleSums {
    const { mm1, mm2 } = of.upToDate();
    const near = this.straightCounts(cutoffMetres);
    const limit = Math.round(1000 * cutoffMetres);
    const { people: weight, zone } = this.input.city.people;
    const sums = peopleSums(this.input.city.zoneCommunity.length);
    for (let p = 0; p < weight.length; p++) {
      const [z, w] = [zone[p]!, weight[p]!];
      sums.people[z]! += w;
      if (near[p]! >= 1) sums.straight[z]! += w;
      if (near[p]! >= 2) sums.straightTwice[z]! += w;
      if (mm1[p]! <= limit) sums.walk[z]! += w;
      if (mm2[p]! <= limit) sums.walkTwice[z]! += w;
      if (mm1[p] === unreached) sums.stranded[z]! += w;
    }
    return sums;
  }

  compounds(walk: Walk): WalkCompound[] {
    const of = this.of(walk);
    const { mm1 } = of.upToDate();
    const limit = Math.round(1000 * walk.cutoffMetres);
    const unreachedPeople = new Float64Array(this.input.compounds.length);
    const { people: weight, zone } = this.input.city.people;
    for (let p = 0; p < weight.length; p++) {
      const compound = this.input.zoneCompound[zone[p]!]!;
      if (compound >= 0 && mm1[p]! > limit) unreachedPeople[compound]! += weight[p]!;
    }
    const xy = new Float64Array(2);
    return this.input.compounds.map((compound, index): WalkCompound => {
      this.ground.plane.forward(compound.position[0], compound.position[1], xy, 0);
      const straight = nearestStraight(xy[0]!, xy[1]!, this.stations);
      const mm = of.compoundStations.mm1[index]!;
      const station = of.compoundStations.station1[index]!;
      return {
        index,
        ...compound,
        unreachedPeople: unreachedPeople[index]!,
        station: station === nobody ? null : this.stations[station]!.id,
        metres: metresOf(mm),
        straightMetres: Number.isFinite(straight) ? straight : null,
        reason: reasonOf(mm, straight, walk.cutoffMetres),
      };
    });
  }

  /** Share of each zone's people who reach a station. */
  zones(walk: Walk): WalkZones {
    const { people, walk: near } = this.zoneSums(this.of(walk), walk.cutoffMetres);
    const share = Uint16Array.from(people, (sum, z) =>
      sum === 0 ? noPeople : Math.round((near[z]! / sum) * fullShare),
    );
    return { seq: this.seq, cutoffMetres: walk.cutoffMetres, share };
  }

  path(walk: Walk, [lng, lat]: [number, number], zone: number): WalkPathFeature | null {
    const of = this.of(walk);
    const place = of.snapLngLat(lng, lat, of.groupOf(zone));
    if (place === undefined) return null;
    const one = nearestOfPlace(of.into.edges, of.nodes, of.stationSnaps, place);
    if (one.station === nobody) return null;
    const snap = of.stationSnaps[one.station]!;
    const path = pathToStation(of.outOf, of.nodes, place, { index: one.station, snap });
    if (path === undefined) return null;
    const station = this.stations[one.station]!;
    const xy = new Float64Array(2);
    this.ground.plane.forward(lng, lat, xy, 0);
    const at = new Float64Array(2);
    this.ground.plane.inverse(station.x, station.y, at, 0);
    const { network } = this.input;
    const line = joined(path.map((part) => edgeLine(network, part)));
    let bridgeMm = 0;
    for (const { edge, fromMm, toMm } of path)
      if ((network.flags[edge]! & edgeFlags.bridge) !== 0) bridgeMm += Math.abs(toMm - fromMm);
    const metres = one.mm / 1000;
    return {
      type: 'Feature',
      geometry: { type: 'LineString', coordinates: joined([[[lng, lat]], line, [[at[0]!, at[1]!]]]).map(lineLngLat) },
      properties: {
        station: station.id,
        metres,
        minutes: (metres * 60) / (1000 * walk.speedKmh),
        straightMetres: Math.hypot(station.x - xy[0]!, station.y - xy[1]!),
        bridgeMetres: bridgeMm / 1000,
      },
    };
  }

  /** The ways by minutes, as lines; null where the station is out of service or off the network. */
  reach(walk: Walk, stationId: string, bands: readonly number[]): Band<LngLatLine[]>[] | null {
    const found = this.searched(walk, stationId, mmOf(walk, bands.at(-1)!));
    if (found === null) return null;
    const { search, snap } = found;
    return bands.map((minutes) => ({
      minutes,
      coordinates: reachedStretches(search, snap, mmOf(walk, minutes)).map((s) => edgeLine(this.input.network, s).map(lineLngLat)), // prettier-ignore
    }));
  }

  /** Outlines by minutes, the longest first so that the shorter are drawn over them; null as above. */
  outline(walk: Walk, stationId: string, bands: readonly number[]): Band<Polygons>[] | null {
    const longest = (bands.at(-1)! * 1000 * walk.speedKmh) / 60;
    // A little farther than is drawn: a line between two cells needs both.
    const found = this.searched(walk, stationId, Math.round(1000 * (longest + 4 * cellMetres)));
    if (found === null) return null;
    const { search, snap, station, of } = found;
    const raster = rasterAround(station.x, station.y, longest, cellMetres);
    const field = walkField(search, snap, { raster, index: of.index, water: this.water });
    const descending = [...bands].reverse();
    const drawn = outlinesOf(
      field,
      { raster, plane: this.ground.plane },
      descending.map((m) => mmOf(walk, m)),
    );
    return descending.map((minutes, i) => ({ minutes, coordinates: drawn[i]! }));
  }

  /** A search from a station, up to a cut-off; null where it is out of service or off the network. */
  private searched(walk: Walk, stationId: string, cutoffMm: number) {
    const of = this.of(walk);
    const index = this.indexOf.get(stationId);
    const snap = index === undefined ? undefined : of.stationSnaps[index];
    if (snap === undefined) return null;
    const search = new ReachSearch(of.into);
    search.search(snap, cutoffMm);
    return { of, snap, search, station: this.stations[index!]! };
  }

  private of({ profile }: Walk): WalkCoverage {
    const stepless = profile === 'wheelchair';
    let kind = this.kinds.get(stepless);
    if (kind === undefined) {
      kind = new WalkCoverage(this.input, this.ground.plane, stepless, this.stations);
      this.kinds.set(stepless, kind);
    }
    return kind;
  }

  private straightCounts(metres: number): Uint8Array {
    if (this.straight?.metres !== metres)
      this.straight = { metres, count: stationsWithin(this.ground.people.xy, this.stations, metres) };
    return this.straight.count;
  }

  private put({ id, lng, lat, open }: StationDisc): void {
    const out = new Float64Array(2);
    this.ground.plane.forward(lng, lat, out, 0);
    const index = this.indexOf.get(id) ?? this.stations.length;
    this.indexOf.set(id, index);
    this.stations[index] = { id, x: out[0]!, y: out[1]!, open };
  }
}

function reasonOf(mm: number, straightMetres: number, cutoffMetres: number): WalkReason {
  if (mm <= Math.round(1000 * cutoffMetres)) return 'reached';
  if (mm === unreached) return 'stranded';
  return straightMetres <= cutoffMetres ? 'detour' : 'far';
}
