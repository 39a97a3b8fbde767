/**
 * Shares a whole number out by weight (Hamilton's largest remainders): the parts add up to `total` exactly and each has
 * at least `least`. Throws RangeError when `total` does not reach for that.
 */
export function apportion(total: number, weights: ArrayLike<number>, least = 0): number[] {
  const free = total - least * weights.length;
  if (free < 0) throw new RangeError(`${total} cannot be shared among ${weights.length}, at least ${least} each`);
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]!;
  const quotas = Array.from(weights, (weight) => (sum > 0 ? (free * weight) / sum : free / weights.length));
  const parts = quotas.map((quota) => least + Math.floor(quota));
  let left = total - parts.reduce((a, b) => a + b, 0);
  const remainders = quotas.map((quota, i) => ({ i, rest: quota - Math.floor(quota) }));
  remainders.sort((a, b) => b.rest - a.rest || a.i - b.i);
  for (const { i } of remainders) {
    if (left-- <= 0) break;
    parts[i]!++;
  }
  return parts;
}
