/** Points per bin to aim at: enough to make a row of bins one long run, few enough to skip what is out of reach. */
const pointsPerBin = 24;

/** Square bins over points; bin `row * columns + column`, metres. */
export interface PointGrid {
  minX: number;
  minY: number;
  binMetres: number;
  columns: number;
  rows: number;
}

/** Bins that fit `xy`: `[x, y] × n`, metres. Throws a RangeError on what is not finite. */
export function pointGrid(xy: Float64Array): PointGrid {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i + 1 < xy.length; i += 2) {
    if (!Number.isFinite(xy[i]!) || !Number.isFinite(xy[i + 1]!)) throw new RangeError(`point ${i / 2} is not finite`);
    minX = Math.min(minX, xy[i]!);
    maxX = Math.max(maxX, xy[i]!);
    minY = Math.min(minY, xy[i + 1]!);
    maxY = Math.max(maxY, xy[i + 1]!);
  }
  if (xy.length === 0) [minX, minY, maxX, maxY] = [0, 0, 0, 0];
  const width = maxX - minX;
  const height = maxY - minY;
  const bins = Math.max(1, xy.length / 2 / pointsPerBin);
  // The second term keeps points on a line from asking for bins without number.
  const binMetres = Math.max(Math.sqrt((width * height) / bins), Math.max(width, height) / bins, 1);
  return {
    minX,
    minY,
    binMetres,
    columns: Math.floor(width / binMetres) + 1,
    rows: Math.floor(height / binMetres) + 1,
  };
}

/** Counting sort by bin: returns the points' indices in order and fills `binStart` (bins + 1). */
export function sortByBin(xy: Float64Array, grid: PointGrid, binStart: Uint32Array): Uint32Array {
  const n = xy.length / 2;
  const binOf = (point: number): number => {
    const column = Math.floor((xy[2 * point]! - grid.minX) / grid.binMetres);
    const row = Math.floor((xy[2 * point + 1]! - grid.minY) / grid.binMetres);
    return row * grid.columns + column;
  };
  for (let point = 0; point < n; point++) binStart[binOf(point) + 1]! += 1;
  for (let bin = 1; bin < binStart.length; bin++) binStart[bin]! += binStart[bin - 1]!;
  const next = binStart.slice();
  const order = new Uint32Array(n);
  for (let point = 0; point < n; point++) order[next[binOf(point)]!++] = point;
  return order;
}
