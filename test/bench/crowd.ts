import { fork } from 'node:child_process';
import path from 'node:path';

export interface Member {
  /** Members of one group see the same. */
  group: string;
  token: string;
}
export type CrowdOrder =
  | { kind: 'join'; url: string; speaks: 'socket.io' | 'ws'; city: string; members: Member[] }
  /** Answered when everybody has heard of everything up to that event. */
  | { kind: 'until'; seq: number }
  /** With what was acknowledged also what was heard, and how late. */
  | { kind: 'report'; acknowledged: [seq: number, atMs: number][] | null }
  | { kind: 'leave' };
export type CrowdAnswer =
  | { kind: 'joined' | 'left' | 'heard' }
  | { kind: 'failed'; error: string }
  | { kind: 'total'; frames: number }
  | { kind: 'report'; frames: [group: string, texts: string[]][]; agree: boolean; delays: number[] };
type Report = Extract<CrowdAnswer, { kind: 'report' }>;

/** Thousands of clients in another process, so that what they cost is not the server's. */
export interface Crowd {
  join: (order: Omit<Extract<CrowdOrder, { kind: 'join' }>, 'kind'>) => Promise<void>;
  /** Resolves when all of them together have got so many frames of events. */
  untilFrames: (frames: number) => Promise<void>;
  frames: () => number;
  /** Resolves when everybody has heard of everything up to that event. */
  untilHeard: (seq: number) => Promise<void>;
  report: (acknowledged?: [seq: number, atMs: number][] | null) => Promise<Report>;
  leave: () => Promise<void>;
  end: () => void;
}

export function startCrowd(): Crowd {
  const child = fork(path.join(import.meta.dirname, 'crowd-process.ts'), [], {
    execArgv: ['--import', 'tsx'],
    serialization: 'advanced',
  });
  let total = 0;
  let waiting: { frames: number; wake: () => void } | null = null;
  let hears: ((message: CrowdAnswer) => void) | null = null;
  child.on('message', (message: CrowdAnswer) => {
    if (message.kind !== 'total') {
      hears?.(message);
      return;
    }
    total = message.frames;
    if (waiting !== null && total >= waiting.frames) waiting.wake();
  });
  const ask = <A extends CrowdAnswer>(order: CrowdOrder): Promise<A> =>
    new Promise((resolve, reject) => {
      hears = (message) => (message.kind === 'failed' ? reject(new Error(message.error)) : resolve(message as A));
      child.send(order);
    });
  return {
    join: async (order) => {
      await ask({ kind: 'join', ...order });
    },
    untilFrames: (frames) =>
      new Promise((resolve) => {
        if (total >= frames) resolve();
        else waiting = { frames, wake: resolve };
      }),
    frames: () => total,
    untilHeard: async (seq) => {
      await ask({ kind: 'until', seq });
    },
    report: (acknowledged = null) => ask<Report>({ kind: 'report', acknowledged }),
    leave: async () => {
      await ask({ kind: 'leave' });
      total = 0;
    },
    end: () => void child.kill(),
  };
}
