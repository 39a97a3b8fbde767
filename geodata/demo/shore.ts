import { distance } from './frame.ts';
import type { Mesh } from '../vertex-mesh.ts';
import type { Ring } from './mesh.ts';

/** A zone as far as its community is concerned. */
export interface Owned {
  district: string;
  /** `''` until it is given one. */
  community: string;
}

const KEY = 2 ** 26;

/** For each zone: the zones across its edges and how long the common outline is (in the mesh's units). */
function neighbourhoods(mesh: Mesh, rings: readonly Ring[]): Map<number, number>[] {
  const byEdge = new Map<number, number>();
  const result = rings.map(() => new Map<number, number>());
  rings.forEach((ring, zone) => {
    ring.forEach((a, i) => {
      const b = ring[(i + 1) % ring.length]!;
      const other = byEdge.get(b * KEY + a);
      if (other === undefined) {
        byEdge.set(a * KEY + b, zone);
        return;
      }
      const length = distance(mesh.x[a]! - mesh.x[b]!, mesh.y[a]! - mesh.y[b]!);
      result[zone]!.set(other, (result[zone]!.get(other) ?? 0) + length);
      result[other]!.set(zone, (result[other]!.get(zone) ?? 0) + length);
    });
  });
  return result;
}

/** The community with which a zone shares the longest outline, within its district. */
function closestCommunity(zones: readonly Owned[], zone: number, around: Map<number, number>): string {
  const lengths = new Map<string, number>();
  for (const [other, length] of around) {
    const { district, community } = zones[other]!;
    if (district !== zones[zone]!.district || community === '') continue;
    lengths.set(community, (lengths.get(community) ?? 0) + length);
  }
  return [...lengths].reduce<[string, number]>((a, b) => (b[1] > a[1] ? b : a), ['', 0])[0];
}

/** The zone of the same district that has a community and starts nearest: for pieces that touch none. */
function nearestCommunity(mesh: Mesh, zones: readonly Owned[], rings: readonly Ring[], zone: number): string {
  const start = rings[zone]![0]!;
  let community = '';
  let nearest = Infinity;
  zones.forEach((other, i) => {
    if (other.district !== zones[zone]!.district || other.community === '') return;
    const vertex = rings[i]![0]!;
    const away = distance(mesh.x[vertex]! - mesh.x[start]!, mesh.y[vertex]! - mesh.y[start]!);
    if (away >= nearest) return;
    nearest = away;
    community = other.community;
  });
  return community;
}

/** Gives every zone without a community to the one along its shore, then to that of its neighbours on the water. */
export function giveToShores(mesh: Mesh, zones: readonly Owned[], rings: readonly Ring[]): void {
  const around = neighbourhoods(mesh, rings);
  let open = zones.flatMap((zone, i) => (zone.community === '' ? [i] : []));
  while (open.length > 0) {
    const found = open.map((zone) => closestCommunity(zones, zone, around[zone]!));
    open.forEach((zone, i) => (zones[zone]!.community = found[i]!));
    const left = open.filter((zone) => zones[zone]!.community === '');
    if (left.length === open.length) zones[left[0]!]!.community = nearestCommunity(mesh, zones, rings, left[0]!);
    open = left.filter((zone) => zones[zone]!.community === '');
  }
}
