import { distance } from './frame.ts';
import type { Warp } from './warp.ts';

/** A face as vertex numbers, counter-clockwise, not closed. */
export type Ring = number[];

/** Keys of edges: two vertex numbers below 2²⁶ in one number. */
const KEY = 2 ** 26;

/**
 * Vertices and edges shared by all faces. Faces are cut one at a time; a vertex put on an edge is remembered there, and
 * the face on the other side takes it up when it is looked at next (`expand`). So neighbours always share identical
 * vertices and edges, whatever the order of cutting.
 *
 * Each vertex has two places: `x, y` in metres, where it is drawn, and `u, v` in the warped plane, where cuts are
 * straight. Edges marked straight (borders, banks) stay straight in `x, y`, all others in `u, v`.
 */
export class PlanarMesh {
  readonly x: number[] = [];
  readonly y: number[] = [];
  readonly u: number[] = [];
  readonly v: number[] = [];
  /** Vertices that only follow the warp along a straight edge; those that no cut used are left out at the end. */
  readonly auxiliary = new Set<number>();
  private readonly splits = new Map<number, number>();
  private readonly straight = new Set<number>();
  private warp: Warp = { forward: (x, y) => [x, y], inverse: (u, v) => [u, v] };

  private static key(a: number, b: number): number {
    return a < b ? a * KEY + b : b * KEY + a;
  }

  addAt(x: number, y: number): number {
    const [u, v] = this.warp.forward(x, y);
    this.u.push(u);
    this.v.push(v);
    this.y.push(y);
    return this.x.push(x) - 1;
  }

  addAtWarped(u: number, v: number): number {
    const [x, y] = this.warp.inverse(u, v);
    this.u.push(u);
    this.v.push(v);
    this.y.push(y);
    return this.x.push(x) - 1;
  }

  /** From now on cuts are straight in the warped plane. */
  setWarp(warp: Warp): void {
    this.warp = warp;
    for (let i = 0; i < this.x.length; i++) [this.u[i], this.v[i]] = warp.forward(this.x[i]!, this.y[i]!);
  }

  markStraight(a: number, b: number): void {
    this.straight.add(PlanarMesh.key(a, b));
  }

  /** The face with every vertex that has been put on its edges since. */
  expand(ring: Ring): Ring {
    const full: Ring = [];
    ring.forEach((a, i) => this.expandEdge(a, ring[(i + 1) % ring.length]!, full));
    return full;
  }

  private expandEdge(a: number, b: number, out: Ring): void {
    const middle = this.splits.get(PlanarMesh.key(a, b));
    if (middle === undefined) {
      out.push(a);
      return;
    }
    this.expandEdge(a, middle, out);
    this.expandEdge(middle, b, out);
  }

  /** Puts a vertex on the edge at `t` of the way from `a` to `b`; the edge must not have one yet. */
  split(a: number, b: number, t: number): number {
    const key = PlanarMesh.key(a, b);
    if (this.splits.has(key)) throw new Error('An edge was split twice: expand the face first');
    const between = (values: number[]): number => values[a]! + t * (values[b]! - values[a]!);
    const isStraight = this.straight.has(key);
    const vertex = isStraight
      ? this.addAt(between(this.x), between(this.y))
      : this.addAtWarped(between(this.u), between(this.v));
    this.splits.set(key, vertex);
    if (isStraight) {
      this.markStraight(a, vertex);
      this.markStraight(vertex, b);
    }
    return vertex;
  }

  /** Splits every straight edge of a face that is longer than `metres`, so that it can follow the warp. */
  refine(ring: Ring, metres: number): Ring {
    const full = this.expand(ring);
    full.forEach((a, i) => {
      const b = full[(i + 1) % full.length]!;
      const length = distance(this.x[b]! - this.x[a]!, this.y[b]! - this.y[a]!);
      const count = Math.ceil(length / metres);
      let from = a;
      for (let k = 1; k < count; k++) {
        from = this.split(from, b, 1 / (count - k + 1));
        this.auxiliary.add(from);
      }
    });
    return this.expand(full);
  }
}
