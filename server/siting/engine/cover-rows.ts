/**
 * Which demand points each candidate site covers, as compressed sparse rows: candidate `c` covers the points
 * `point[start[c] … start[c + 1]]`, each named once.
 */
export interface CoverRows {
  candidates: number;
  points: number;
  start: Uint32Array;
  point: Uint32Array;
}

/** Rows of a list of points for each candidate. Throws a RangeError on a point that there is not, or that is named twice. */
export function coverRows(lists: readonly (readonly number[])[], points: number): CoverRows {
  const start = new Uint32Array(lists.length + 1);
  lists.forEach((list, c) => {
    start[c + 1] = start[c]! + list.length;
    for (const p of list) if (!(p >= 0 && p < points)) throw new RangeError(`candidate ${c} covers point ${p} of ${points}`); // prettier-ignore
    if (new Set(list).size !== list.length) throw new RangeError(`candidate ${c} names a point twice`);
  });
  return { candidates: lists.length, points, start, point: Uint32Array.from(lists.flat()) };
}

/** The same the other way round: the candidates that cover each point. */
export function coveredBy({ candidates, points, start, point }: CoverRows): CoverRows {
  const from = new Uint32Array(points + 1);
  for (const p of point) from[p + 1]! += 1;
  for (let p = 0; p < points; p++) from[p + 1]! += from[p]!;
  const next = from.slice();
  const candidate = new Uint32Array(point.length);
  for (let c = 0; c < candidates; c++)
    for (let k = start[c]!; k < start[c + 1]!; k++) candidate[next[point[k]!]!++] = c;
  return { candidates: points, points: candidates, start: from, point: candidate };
}
