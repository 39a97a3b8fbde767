/** Width of a bucket as a power of two, millimetres: about 16 m, an edge or two. */
const widthBits = 14;

/**
 * Entries by distance, for Dijkstra's algorithm (Dial 1969, with buckets wider than one unit): buckets in a ring, each a
 * chain. Within a bucket entries come in no order, so a search must look at a node again when it gets nearer; distances
 * that come out are exact all the same. An entry may be no farther beyond the last one taken than the longest edge.
 */
export class BucketQueue {
  /** The entry last taken. */
  node = 0;
  mm = 0;
  label = 0;
  private readonly heads: Int32Array;
  private readonly mask: number;
  private nodes = new Uint32Array(1024);
  private distances = new Uint32Array(1024);
  private labels = new Int32Array(1024);
  private next = new Int32Array(1024);
  private used = 0;
  private free = -1;
  private held = 0;
  private bucket = 0;

  /** `longestMm`: how much farther than the entry last taken a new one may be. */
  constructor(longestMm: number) {
    const buckets = (longestMm >>> widthBits) + 2;
    this.mask = 2 ** Math.ceil(Math.log2(buckets)) - 1;
    this.heads = new Int32Array(this.mask + 1).fill(-1);
  }

  /** Starts anew; nothing may be nearer than `fromMm`. */
  clear(fromMm = 0): void {
    this.heads.fill(-1);
    this.used = 0;
    this.free = -1;
    this.held = 0;
    this.bucket = fromMm >>> widthBits;
  }

  push(node: number, mm: number, label: number): void {
    let entry = this.free;
    if (entry >= 0) this.free = this.next[entry]!;
    else {
      entry = this.used++;
      if (entry === this.nodes.length) this.grow();
    }
    const slot = (mm >>> widthBits) & this.mask;
    this.nodes[entry] = node;
    this.distances[entry] = mm;
    this.labels[entry] = label;
    this.next[entry] = this.heads[slot]!;
    this.heads[slot] = entry;
    this.held++;
  }

  /** Takes an entry of the nearest bucket that has one; false when none is left. */
  take(): boolean {
    if (this.held === 0) return false;
    let entry = this.heads[this.bucket & this.mask]!;
    while (entry < 0) {
      this.bucket++;
      entry = this.heads[this.bucket & this.mask]!;
    }
    this.heads[this.bucket & this.mask] = this.next[entry]!;
    this.node = this.nodes[entry]!;
    this.mm = this.distances[entry]!;
    this.label = this.labels[entry]!;
    this.next[entry] = this.free;
    this.free = entry;
    this.held--;
    return true;
  }

  private grow(): void {
    const longer = <T extends Uint32Array | Int32Array>(old: T, fresh: T): T => {
      fresh.set(old);
      return fresh;
    };
    const size = 2 * this.nodes.length;
    this.nodes = longer(this.nodes, new Uint32Array(size));
    this.distances = longer(this.distances, new Uint32Array(size));
    this.labels = longer(this.labels, new Int32Array(size));
    this.next = longer(this.next, new Int32Array(size));
  }
}
