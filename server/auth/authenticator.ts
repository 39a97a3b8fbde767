import type { IncomingMessage } from 'node:http';
import type { Kysely } from 'kysely';
import type { Grant, Subject } from '../contract/people.ts';
import type { Database } from '../db/schema.ts';
import { credentialOf } from './credential.ts';
import { knownSessions, knownTokens, type Known } from './known.ts';
import { csrfOf, hashOf, newSecret } from './secrets.ts';

/** Who sent a request, and how that was known. */
export interface Authenticated extends Known {
  /** What a change must carry along where a browser sent its cookie by itself; `null` for a token in a header. */
  csrf: string | null;
}

/** What was found is believed for so long. A revocation is heard of sooner; this holds where its news was lost. */
const rememberedMs = 3000;
/** Secrets remembered at once; beyond it all are forgotten and read again. */
const mostRemembered = 10_000;

/** Knows who sent a request: for REST, sockets and everything else alike. */
export class Authenticator {
  private readonly remembered = new Map<string, { known: Known | null; untilMs: number }>();
  /** Being read: a page sends its first dozen requests at once, and one look serves them all. */
  private readonly reading = new Map<string, Promise<Known | null>>();
  /** Secrets of this process itself: its own programs are known as long as it lives, and stand in no table. */
  private readonly own = new Map<string, Subject>();
  private forgotten = 0;

  constructor(
    private readonly db: Kysely<Database>,
    private readonly realNowMs: () => number,
  ) {}

  /** Rises with every revocation: what was found before it must be looked at again. */
  get age(): number {
    return this.forgotten;
  }

  /** A secret for a program of this server. */
  mint(name: string, grants: readonly Grant[]): string {
    const secret = newSecret('token');
    this.own.set(hashOf(secret), { kind: 'system', id: name, name, grants });
    return secret;
  }

  async of(req: Pick<IncomingMessage, 'headers'>): Promise<Authenticated | null> {
    const carried = credentialOf(req);
    if (carried === undefined) return null;
    const known = await this.knownBy(carried.secret);
    return known && { ...known, csrf: carried.byCookie ? csrfOf(carried.secret) : null };
  }

  /** Whoever a secret belongs to; `null` where it is none, or none any more. */
  async knownBy(secret: string): Promise<Known | null> {
    const hash = hashOf(secret);
    const own = this.own.get(hash);
    if (own !== undefined) return { subject: own, mustChange: false, hash };
    const nowMs = this.realNowMs();
    const before = this.remembered.get(hash);
    if (before !== undefined && nowMs < before.untilMs && nowMs >= before.untilMs - rememberedMs) return before.known;
    const underway = this.reading.get(hash);
    if (underway !== undefined) return underway;
    const reading = this.read(secret, hash, nowMs).finally(() => {
      if (this.reading.get(hash) === reading) this.reading.delete(hash);
    });
    this.reading.set(hash, reading);
    return reading;
  }

  private async read(secret: string, hash: string, nowMs: number): Promise<Known | null> {
    const { forgotten } = this;
    const read = secret.startsWith('sht_') ? knownTokens : knownSessions;
    const known = (await read(this.db, [hash], nowMs)).get(hash) ?? null;
    // What was revoked while it was being read may have been read before.
    if (forgotten === this.forgotten) this.remember(hash, { known, untilMs: nowMs + rememberedMs });
    return known;
  }

  /** After a session, a person or a token changed: the next request looks again. */
  forget(): void {
    this.forgotten += 1;
    this.remembered.clear();
    this.reading.clear();
  }

  private remember(hash: string, found: { known: Known | null; untilMs: number }): void {
    if (this.remembered.size >= mostRemembered) this.remembered.clear();
    this.remembered.set(hash, found);
  }
}
