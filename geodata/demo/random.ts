/** A stream of numbers that depends on nothing but its seed. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** Whole, in [0, n). */
  int(n: number): number;
  /** A point in the unit disc, written to `disc`: uniform, and free of trigonometry, which engines may round apart. */
  disc(): { x: number; y: number; squared: number };
}

/** Mixes 32 bits into 32 others (the finaliser of MurmurHash3). */
export function mix(bits: number): number {
  let h = bits | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Mulberry32, a published 32-bit generator: small, fast, and good enough to scatter houses. */
export function makeRandom(seed: number): Random {
  let state = mix(seed ^ 0x9e3779b9);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    int: (n) => Math.floor(next() * n),
    disc() {
      for (;;) {
        const x = 2 * next() - 1;
        const y = 2 * next() - 1;
        const squared = x * x + y * y;
        if (squared > 1e-6 && squared < 1) return { x, y, squared };
      }
    },
  };
}
