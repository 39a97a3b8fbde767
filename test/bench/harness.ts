/**
 * What every benchmark here shares. A benchmark is a module `NAME.bench.ts` beside this file that exports
 *
 *     export const names = ['coverage.shares', 'coverage.move'];
 *     export async function rows(wanted: Wanted): Promise<Row[]>
 *
 * `names` are the rows that it can make; `wanted(name)` says which were asked for (others may be left out). `run.ts` finds
 * the modules, prints their rows as a table and writes them as JSON.
 */
export type Wanted = (name: string) => boolean;

export interface BenchModule {
  names: readonly string[];
  rows: (wanted: Wanted) => Promise<Row[]>;
}

/** One line of the table. */
export interface Row {
  name: string;
  /** Of `ours` and `peer`, e.g. `ms`. */
  unit: string;
  /** Medians. */
  ours: number;
  peer: number | null;
  peerName: string | null;
  /** `peer / ours`: how many times faster; null without a peer. */
  ratio: number | null;
  /** True only where both answers were compared in this run and match. */
  agree: boolean;
  /** Fastest and slowest of ours, and what a reader must know: what was fed to whom, how far answers were apart. */
  note: string;
}

export interface Timing {
  medianMs: number;
  fastestMs: number;
  slowestMs: number;
  repeats: number;
  /** Sum of what the work returned: it must use its result, so that nothing can be left out as unused. */
  sink: number;
}

/** Runs `work` to warm it up, then `repeats` times on the clock. It returns a number made from its result. */
export async function measure(
  work: (round: number) => number | Promise<number>,
  { warmUp = 3, repeats = 15 } = {},
): Promise<Timing> {
  let sink = 0;
  for (let round = 0; round < warmUp; round++) sink += await work(round);
  const times: number[] = [];
  for (let round = 0; round < repeats; round++) {
    const start = performance.now();
    const result = work(warmUp + round);
    sink += typeof result === 'number' ? result : await result;
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return {
    medianMs: times[times.length >> 1]!,
    fastestMs: times[0]!,
    slowestMs: times.at(-1)!,
    repeats,
    sink,
  };
}

/** What a peer did with the same work. */
export interface PeerResult {
  name: string;
  timing: Timing;
  agree: boolean;
}

/** A row in milliseconds. */
export function rowOf(name: string, ours: Timing, peer: PeerResult | undefined, note: string): Row {
  const spread = `${figure(ours.fastestMs)}–${figure(ours.slowestMs)} in ${ours.repeats}`;
  return {
    name,
    unit: 'ms',
    ours: ours.medianMs,
    peer: peer?.timing.medianMs ?? null,
    peerName: peer?.name ?? null,
    ratio: peer === undefined ? null : peer.timing.medianMs / ours.medianMs,
    agree: peer?.agree ?? false,
    note: `${spread}; ${note}`,
  };
}

/** Three significant digits, no exponent. */
export function figure(value: number): string {
  if (value === 0) return '0';
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(6, decimals));
}
