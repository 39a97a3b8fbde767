import { workerData, type MessagePort } from 'node:worker_threads';
import * as Comlink from 'comlink';
import { endpointOf } from './endpoint.ts';

/** Called once by the module of a thread: answers the calls of its owner with these functions. */
export function serveThread(api: object): void {
  const { port } = workerData as { port: MessagePort };
  Comlink.expose(api, endpointOf(port));
}
