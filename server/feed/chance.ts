import type { Random } from '../../geodata/demo/random.ts';

/** A picker of indices 0 … n − 1 in proportion to `weights` (not negative, not all 0; else a RangeError). */
export function weightedIndex(weights: ArrayLike<number>): (random: Random) => number {
  const sums = new Float64Array(weights.length);
  let total = 0;
  for (let i = 0; i < weights.length; i++) sums[i] = total += weights[i]!;
  if (!(total > 0)) throw new RangeError('no weight is above 0');
  return (random) => {
    const target = random.next() * total;
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sums[middle]! > target) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** The numbers 0 … n − 1 in an order of chance (Fisher and Yates). */
export function shuffledIndices(n: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random.next() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
