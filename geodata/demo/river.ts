import { type Chord, chordsOf, cutFace, type Line, walk } from './cut.ts';
import { distance, toX, toY } from './frame.ts';
import { faceArea } from './inside.ts';
import type { PlanarMesh, Ring } from './mesh.ts';

/** A river: its middle line in metres of the drawing plane, and half of its width. */
export interface River {
  middle: Line;
  halfWidthMetres: number;
}

const SMOOTHING_ROUNDS = 2;

/** Corner cutting (Chaikin): each round replaces a corner by two points a quarter along its edges. */
function smooth(line: Line): Line {
  const points: (readonly [number, number])[] = [line[0]!];
  for (let i = 0; i + 1 < line.length; i++) {
    const [ax, ay] = line[i]!;
    const [bx, by] = line[i + 1]!;
    points.push([0.75 * ax + 0.25 * bx, 0.75 * ay + 0.25 * by], [0.25 * ax + 0.75 * bx, 0.25 * ay + 0.75 * by]);
  }
  points.push(line[line.length - 1]!);
  return points;
}

/** A smooth river out of `[lng, lat]` points. */
export function makeRiver(lngLat: readonly (readonly [number, number])[], halfWidthMetres: number): River {
  let middle: Line = lngLat.map(([lng, lat]) => [toX(lng), toY(lat)]);
  for (let round = 0; round < SMOOTHING_ROUNDS; round++) middle = smooth(middle);
  return { middle, halfWidthMetres };
}

/** The line at a distance on the left (negative: right) of the middle. */
function bank(river: River, metres: number): Line {
  const { middle } = river;
  return middle.map(([x, y], i) => {
    const [ax, ay] = middle[Math.max(0, i - 1)]!;
    const [bx, by] = middle[Math.min(middle.length - 1, i + 1)]!;
    const length = distance(bx - ax, by - ay);
    return [x - ((by - ay) / length) * metres, y + ((bx - ax) / length) * metres];
  });
}

/** Distance from the middle of the river, metres. */
export function distanceToMiddle(river: River, x: number, y: number): number {
  let nearest = Infinity;
  for (let i = 0; i + 1 < river.middle.length; i++) {
    const [ax, ay] = river.middle[i]!;
    const [bx, by] = river.middle[i + 1]!;
    const [dx, dy] = [bx - ax, by - ay];
    const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
    nearest = Math.min(nearest, distance(ax + t * dx - x, ay + t * dy - y));
  }
  return nearest;
}

/** Pieces smaller than this stay with the face that they would be cut from. */
const LEAST_PIECE_SQUARE_METRES = 20_000;

function areaOf(points: readonly (readonly [number, number])[]): number {
  let sum = 0;
  points.forEach(([ax, ay], i) => {
    const [bx, by] = points[(i + 1) % points.length]!;
    sum += ax * by - bx * ay;
  });
  return sum / 2;
}

/** Area of what a chord cuts off on its right, m². */
function areaOnRight(mesh: PlanarMesh, ring: Ring, [from, to]: Chord, inner: Line): number {
  const outline = walk(ring, from, to).map((vertex): [number, number] => [mesh.x[vertex]!, mesh.y[vertex]!]);
  return areaOf([[from.u, from.v], ...outline, [to.u, to.v], ...inner.toReversed()]);
}

/** Cuts a face along every stretch of a line inside it, from a place along the line on; the edges made are straight. */
function cutAlong(mesh: PlanarMesh, ring: Ring, line: Line, start: number): Ring[] {
  const full = mesh.expand(ring);
  const chords = chordsOf(mesh, full, line, start);
  for (const [k, chord] of chords.entries()) {
    const [from, to] = chord;
    const inner = line.filter((_, i) => i > from.along && i < to.along);
    const right = areaOnRight(mesh, full, chord, inner);
    if (Math.min(right, faceArea(mesh, full) - right) < LEAST_PIECE_SQUARE_METRES) continue;
    const middle = inner.map(([x, y]) => mesh.addAt(x, y));
    const pieces = cutFace(mesh, full, chord, middle);
    const path = [pieces[0][0]!, ...middle, pieces[1][0]!];
    for (let i = 0; i + 1 < path.length; i++) mesh.markStraight(path[i]!, path[i + 1]!);
    const next = chords[k + 1];
    if (!next) return pieces;
    return pieces.flatMap((piece) => cutAlong(mesh, piece, line, (to.along + next[0].along) / 2));
  }
  return [full];
}

/** Cuts a face at both banks of a river. */
export function cutAtBanks(mesh: PlanarMesh, ring: Ring, river: River): Ring[] {
  const left = cutAlong(mesh, ring, bank(river, river.halfWidthMetres), 0);
  return left.flatMap((piece) => cutAlong(mesh, piece, bank(river, -river.halfWidthMetres), 0));
}
