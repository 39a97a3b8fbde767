import { z } from 'zod';
import { cityIdSchema } from './city.ts';
import type { CoverageDelta } from './coverage.ts';
import type { CityEvent } from './events.ts';
import type { Problem } from './problem.ts';

/** Path of the Socket.IO endpoint. */
export const socketPath = '/live';

/** A client follows a city and says the last event that it has; `null` when it has nothing. */
export const subscribeSchema = z.strictObject({
  city: cityIdSchema,
  /** Last `seq` applied, and the log that it is a number of. */
  after: z.object({ log: z.string().max(64), seq: z.int().min(0) }).nullable(),
});
export type Subscribe = z.infer<typeof subscribeSchema>;

/** Events `after + 1 … after + events.length`; `serverTime` is the server's real time in ms. */
export interface EventBatch {
  city: string;
  log: string;
  after: number;
  events: CityEvent[];
  serverTime: number;
}

export interface SnapshotReply {
  kind: 'snapshot';
  log: string;
  /** Version of the city's areas. */
  cityVersion: number;
  /**
   * A `Snapshot` of state.ts as JSON in UTF-8. Bytes, because the server writes them once for all who ask at the same
   * moment; an object would be written anew for each of them.
   */
  snapshot: Uint8Array | ArrayBuffer;
  serverTime: number;
}
export interface EventsReply extends EventBatch {
  kind: 'events';
  cityVersion: number;
}
export type SubscribeReply = SnapshotReply | EventsReply | { kind: 'problem'; problem: Problem };

/** Sent every `heartbeatMs`, so that silence can be told from quiet. */
export interface Heartbeat {
  city: string;
  seq: number;
  cityVersion: number;
  serverTime: number;
}
export const heartbeatMs = 2000;
/** A client that has heard nothing for this long says that the stream is down. */
export const silenceMs = 5000;

export interface ServerToClient {
  events: (batch: EventBatch) => void;
  coverage: (delta: CoverageDelta) => void;
  heartbeat: (beat: Heartbeat) => void;
  problem: (problem: Problem) => void;
}
export interface ClientToServer {
  subscribe: (message: Subscribe, reply: (answer: SubscribeReply) => void) => void;
}
