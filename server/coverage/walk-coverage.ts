import type { Plane } from '../../geodata/crs/plane.ts';
import type { Snap } from './engine/walk-graph.ts';
import { EdgeIndex } from './engine/edge-index.ts';
import { NearestTwo, type NodeStations } from './engine/nearest-two.ts';
import { placeStations, stationsOfPlaces, walkPlaces, type WalkPlaces } from './engine/place-stations.ts';
import { orderByDistance } from './engine/percentiles.ts';
import { walkGraph, type WalkGraph } from './engine/walk-graph.ts';
import { planarNetwork } from './walk-ground.ts';
import type { WalkInput } from './walk-thread-api.ts';

/** Nobody crosses open ground farther than this to the next way, metres; who lives farther off is listed. */
export const snapLimitMetres = 1000;

export interface WalkStation {
  id: string;
  x: number;
  y: number;
  open: boolean;
}

/**
 * Walking distances of one city for one kind of walker (with or without steps): from everybody to the two nearest stations
 * in service. Speeds and minutes are no matter here: they only say how far is near.
 */
export class WalkCoverage {
  readonly into: WalkGraph;
  readonly outOf: WalkGraph;
  readonly index: EdgeIndex;
  /** Where people and the middles of compounds get onto the network. */
  readonly people: WalkPlaces;
  readonly compounds: WalkPlaces;
  readonly peopleStations: NodeStations;
  readonly compoundStations: NodeStations;
  private readonly search: NearestTwo;
  private snaps: (Snap | undefined)[] = [];
  private order: Uint32Array | undefined;
  private stale = true;

  constructor(
    private readonly input: WalkInput,
    private readonly plane: Plane,
    readonly stepless: boolean,
    private stations: readonly WalkStation[],
  ) {
    const { lines, edges } = planarNetwork(input.network, plane, { stepless });
    this.into = walkGraph(edges, 'in');
    this.outOf = walkGraph(edges, 'out');
    this.index = new EdgeIndex(lines);
    this.search = new NearestTwo(this.into);
    const { people } = input.city;
    this.people = walkPlaces(
      Array.from(people.people, (_, i) =>
        this.snapLngLat(people.lngLat[2 * i]!, people.lngLat[2 * i + 1]!, this.groupOf(people.zone[i]!)),
      ),
    );
    this.compounds = walkPlaces(input.compounds.map((c, i) => this.snapLngLat(c.position[0], c.position[1], this.ways(i)))); // prettier-ignore
    this.peopleStations = placeStations(people.people.length);
    this.compoundStations = placeStations(input.compounds.length);
  }

  /** Stations by index, where each stands on the network; undefined where it is out of service or off the network. */
  get stationSnaps(): readonly (Snap | undefined)[] {
    this.bringUpToDate();
    return this.snaps;
  }

  /** Labels of the nodes; brought up to date first. */
  get nodes(): NodeStations {
    this.bringUpToDate();
    return this.search.found;
  }

  /** People in the order of their distance. */
  get peopleByDistance(): Uint32Array {
    this.bringUpToDate();
    return (this.order ??= orderByDistance(this.peopleStations.mm1));
  }

  /** The distances of people, brought up to date first. */
  upToDate(): NodeStations {
    this.bringUpToDate();
    return this.peopleStations;
  }

  change(stations: readonly WalkStation[]): void {
    this.stations = stations;
    this.stale = true;
  }

  /** Counts anew where stations have changed. */
  private bringUpToDate(): void {
    if (!this.stale) return;
    this.snaps = this.stations.map((s) => (s.open ? this.index.nearest(s.x, s.y, snapLimitMetres) : undefined));
    const found = this.search.search(this.snaps);
    const { edges } = this.into;
    stationsOfPlaces(edges, found, this.snaps, this.people, this.peopleStations);
    stationsOfPlaces(edges, found, this.snaps, this.compounds, this.compoundStations);
    this.order = undefined;
    this.stale = false;
  }

  /** Where somebody at a position gets onto the network; whoever lives in a gated compound by its own ways. */
  snapLngLat(lng: number, lat: number, group = -1): Snap | undefined {
    const out = new Float64Array(2);
    this.plane.forward(lng, lat, out, 0);
    return this.index.nearest(out[0]!, out[1]!, snapLimitMetres, group);
  }

  /** The group of ways that a zone's people use. */
  groupOf(zone: number): number {
    return this.ways(this.input.zoneCompound[zone] ?? -1);
  }

  private ways(compound: number): number {
    return compound >= 0 && this.index.hasGroup(compound) ? compound : -1;
  }
}
