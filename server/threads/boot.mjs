// First module of a thread whose own module is TypeScript. `--import tsx` does nothing in a worker of Node 20, because
// there the loader registers itself in the main thread alone; so it is registered here, by hand.
import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
await import(workerData.module);
