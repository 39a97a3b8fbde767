import type { Chord } from './cut.ts';
import type { PlanarMesh, Ring } from './mesh.ts';

/** How far a chord keeps from vertices that are not its own, and from the edges at its ends: no necks, no needles. */
export interface Room {
  metres: number;
  sine: number;
}

/** From the room that is wanted down to what is just enough. */
export const ROOMS: readonly Room[] = [
  { metres: 5, sine: 0.3 },
  { metres: 3, sine: 0.2 },
  { metres: 1, sine: 0.1 },
];

/** Whether a chord leaves its first end at a slant of at least `sine` to both edges that meet there. */
function isOpen(mesh: PlanarMesh, ring: Ring, [end, other]: Chord, sine: number): boolean {
  const n = ring.length;
  const before = ring[end.t === 0 ? (end.index + n - 1) % n : end.index]!;
  const after = ring[(end.index + 1) % n]!;
  const du = other.u - end.u;
  const dv = other.v - end.v;
  for (const vertex of [before, after]) {
    const u = mesh.u[vertex]! - end.u;
    const v = mesh.v[vertex]! - end.v;
    const ahead = du * u + dv * v > 0;
    if (ahead && Math.abs(du * v - dv * u) < sine * Math.sqrt((du * du + dv * dv) * (u * u + v * v))) return false;
  }
  return true;
}

/** Whether a chord of a face keeps its distance from everything else of the outline. */
export function isClear(mesh: PlanarMesh, ring: Ring, [from, to]: Chord, room: Room): boolean {
  const du = to.u - from.u;
  const dv = to.v - from.v;
  const squared = du * du + dv * dv;
  if (squared < 16 * room.metres * room.metres) return false;
  if (!isOpen(mesh, ring, [from, to], room.sine) || !isOpen(mesh, ring, [to, from], room.sine)) return false;
  for (let i = 0; i < ring.length; i++) {
    if ((from.t === 0 && from.index === i) || (to.t === 0 && to.index === i)) continue;
    const u = mesh.u[ring[i]!]! - from.u;
    const v = mesh.v[ring[i]!]! - from.v;
    const t = Math.min(1, Math.max(0, (u * du + v * dv) / squared));
    const au = u - t * du;
    const av = v - t * dv;
    if (au * au + av * av < room.metres * room.metres) return false;
  }
  return true;
}
