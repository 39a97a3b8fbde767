import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Kysely } from 'kysely';
import type { Grant } from '../contract/people.ts';
import { roleSchema } from '../contract/people.ts';
import type { Database } from '../db/schema.ts';
import type { Caller, Key } from './caller.ts';
import { credentialOf, type Credential } from './credential.ts';
import { loadSessions, loadTokens, type Known } from './load-callers.ts';
import { csrfOf, hashOf, newTokenSecret } from './secrets.ts';

/** What was checked is believed this long, ms: so late may another server's revocation be heard at the worst. */
const believedMs = 3000;
/** Credentials remembered at once; beyond it all are forgotten and read again. */
const mostRemembered = 20_000;

const everything: Grant[] = roleSchema.options.map((role) => ({ role, city: null, area: null, department: null }));

export interface AuthenticatorDeps {
  db: Kysely<Database>;
  realNowMs: () => number;
}

/** Who shows a credential. Remembers for a moment what it found; a revocation makes it forget at once. */
export class Authenticator {
  private readonly remembered = new Map<string, { caller: Caller; checkedMs: number }>();
  private revocations = 0;
  private readonly own = new Map<string, Caller>();

  constructor(private readonly deps: AuthenticatorDeps) {}

  /** Rises with every revocation: what was found before it must be looked at again. */
  get age(): number {
    return this.revocations;
  }

  /** The caller of a request; null where it shows nothing that is good now. */
  readonly identify = (req: Pick<IncomingMessage, 'headers'>): Promise<Caller | null> => this.check(credentialOf(req));

  async check(credential: Credential | undefined): Promise<Caller | null> {
    if (credential === undefined) return null;
    const hash = hashOf(credential.secret);
    const own = credential.by === 'bearer' ? this.own.get(hash) : undefined;
    if (own !== undefined) return own;
    const nowMs = this.deps.realNowMs();
    const before = this.remembered.get(hash);
    if (before !== undefined && isBelieved(before, nowMs) && before.caller.by === credential.by) return before.caller;
    return this.read(credential, hash, nowMs);
  }

  /** Forgets all that is known by this key. */
  forget(key: Key): void {
    this.revocations += 1;
    for (const [hash, { caller }] of this.remembered) if (caller.keys.includes(key)) this.remembered.delete(hash);
  }

  /** Secret of a token that this process gives itself: its rights are the server's, and it ends with the process. */
  systemToken(): string {
    const secret = newTokenSecret();
    const subject = { kind: 'system' as const, id: 'system', name: 'Shaotu', grants: everything };
    const keys: Key[] = [`token:${randomUUID()}`];
    this.own.set(hashOf(secret), { subject, by: 'bearer', csrf: null, mustChange: false, keys, endsAtMs: Infinity });
    return secret;
  }

  private async read({ by, secret }: Credential, hash: string, nowMs: number): Promise<Caller | null> {
    const { revocations } = this;
    this.remembered.delete(hash);
    const load = by === 'cookie' ? loadSessions : loadTokens;
    const known: Known | undefined = (await load(this.deps.db, [hash], nowMs)).get(hash);
    if (known === undefined) return null;
    const caller: Caller = { ...known, by, csrf: by === 'cookie' ? csrfOf(secret) : null };
    // What was revoked while it was being read may have been read before.
    if (revocations === this.revocations) this.remember(hash, caller, nowMs);
    return caller;
  }

  private remember(hash: string, caller: Caller, checkedMs: number): void {
    if (this.remembered.size >= mostRemembered) this.remembered.clear();
    this.remembered.set(hash, { caller, checkedMs });
  }
}

const isBelieved = ({ caller, checkedMs }: { caller: Caller; checkedMs: number }, nowMs: number): boolean =>
  nowMs >= checkedMs && nowMs - checkedMs < believedMs && nowMs < caller.endsAtMs;
