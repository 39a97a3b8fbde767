// Put into a server by `--import`: how long each turn of its event loop holds the main thread, in processor time, so that
// a busy machine is not held against it. On exit the longest turns stand in the file LOOP_REPORT: `[Unix ms, ms] × n`.
import { readFileSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const kept = 400;
const shortestMs = 3;

/** Processor time of the main thread, ms (Linux: the first figure of schedstat is nanoseconds). */
const processorMs = () => Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ', 1)[0]) / 1e6;

const file = process.env.LOOP_REPORT;
if (isMainThread && file !== undefined) {
  let longest = [];
  let before = processorMs();
  // A timer of the loop itself: between two of its calls lies at least one whole turn.
  setInterval(() => {
    const ms = processorMs() - before;
    if (ms > shortestMs) longest.push([Date.now(), ms]);
    if (longest.length > 2 * kept) longest = longest.sort((a, b) => b[1] - a[1]).slice(0, kept);
    before = processorMs();
  }, 1).unref();
  process.on('exit', () => writeFileSync(file, JSON.stringify(longest)));
}
