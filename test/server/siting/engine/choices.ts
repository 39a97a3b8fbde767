/** Every choice of so many, by looking at all. */
export function* choices(from: readonly number[], count: number): Generator<number[]> {
  if (count === 0) yield [];
  else
    for (let i = 0; i + count <= from.length; i++)
      for (const rest of choices(from.slice(i + 1), count - 1)) yield [from[i]!, ...rest];
}
