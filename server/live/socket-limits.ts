import { ipKeyGenerator, MemoryStore, type Options } from 'express-rate-limit';
import type { Limits } from '../auth/limits.ts';
import type { Subject } from '../contract/people.ts';
import { ProblemError } from '../http/problem.ts';
import type { LiveSocket } from './sockets.ts';

const minuteMs = 60_000;
const tooMany = (limit: number): ProblemError => new ProblemError('too-many-requests', `${limit} a minute`);

/** Where a socket comes from; a proxy on this machine names the address, as it does for requests. */
export function addressOf({ handshake: { address, headers } }: LiveSocket): string {
  const isProxied = /^(::ffff:)?127\.|^::1$/.test(address);
  const named = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .at(-1)!
    .trim();
  return ipKeyGenerator(isProxied && named !== '' ? named : address);
}

/** Holds sockets to the pace that requests are held to: so many handshakes and subscriptions a minute. Each server counts for itself. */
export class SocketLimits {
  private readonly store = new MemoryStore();

  constructor(private readonly limits: Limits) {
    this.store.init({ windowMs: limits.windowMs ?? minuteMs } as Options);
  }

  /** Counts a handshake or a message of whoever is signed in. Throws `too-many-requests`. */
  async count({ kind, id }: Subject): Promise<void> {
    if (kind === 'system') return;
    const limit = kind === 'token' ? this.limits.token : this.limits.person;
    const { totalHits } = await this.store.increment(`${kind} ${id}`);
    if (totalHits > limit) throw tooMany(limit);
  }

  /** Throws `too-many-requests` where too many strangers came from there. */
  async refuseFlood(address: string): Promise<void> {
    const known = await this.store.get(address);
    if ((known?.totalHits ?? 0) >= this.limits.address) throw tooMany(this.limits.address);
  }

  /** Counts somebody whom nobody knows; true for the first of a minute from there, the one that goes on record. */
  async countStranger(address: string): Promise<boolean> {
    return (await this.store.increment(address)).totalHits === 1;
  }

  stop(): void {
    this.store.shutdown();
  }
}
