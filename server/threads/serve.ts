import { workerData, type MessagePort } from 'node:worker_threads';
import * as Comlink from 'comlink';
import { endpointOf } from './endpoint.ts';

/** Bytes that the thread gives away: the owner gets them without a copy, and here they are empty afterwards. */
export const handedOver = (bytes: Uint8Array<ArrayBuffer>): Uint8Array => Comlink.transfer(bytes, [bytes.buffer]);

/** Called once by the module of a thread: answers the calls of its owner with these functions. */
export function serveThread(api: object): void {
  const { port } = workerData as { port: MessagePort };
  Comlink.expose(api, endpointOf(port));
}
