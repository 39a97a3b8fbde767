import type { IncomingMessage } from 'node:http';
import type { Kysely } from 'kysely';
import type { Grant, Subject } from '../contract/people.ts';
import type { Database } from '../db/schema.ts';
import { csrfOf, hashOf, newSecret } from './secrets.ts';

/** Who sent a request, and how that was known. */
export interface Authenticated {
  subject: Subject;
  /** Has a one-time password and may do nothing yet but set another. */
  mustChange: boolean;
  /** Of the secret that was sent. */
  hash: string;
  /** What a change must carry along where a browser sent its cookie by itself; `null` for a token in a header. */
  csrf: string | null;
}

export const cookieName = 'shaotu_session';

/** A session ends so long after it was last used, and so long after it began. */
const idleMs = 12 * 3_600_000;
const longestMs = 7 * 24 * 3_600_000;
/** How often it is written down that a session is used. */
const seenEveryMs = 60_000;
/** Another server's revocation is heard of after so long; this one's at once. */
const rememberedMs = 3000;

type Known = Omit<Authenticated, 'csrf'>;

/** The secret that a request carries: in its header, or in the browser's cookie. */
function secretOf(req: IncomingMessage): { secret: string; byCookie: boolean } | undefined {
  const bearer = /^Bearer (\S+)$/i.exec(req.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return { secret: bearer, byCookie: false };
  const cookie = (req.headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim().split('='))
    .find(([name]) => name === cookieName)?.[1];
  return cookie === undefined ? undefined : { secret: cookie, byCookie: true };
}

/** Knows who sent a request: for REST, sockets and everything else alike. */
export class Authenticator {
  private readonly remembered = new Map<string, { known: Known | null; untilMs: number }>();
  /** Secrets of this process itself: its own programs are known as long as it lives, and stand in no table. */
  private readonly own = new Map<string, Subject>();

  constructor(
    private readonly db: Kysely<Database>,
    private readonly realNowMs: () => number,
  ) {}

  /** A secret for a program of this server. */
  mint(name: string, grants: readonly Grant[]): string {
    const secret = newSecret('token');
    this.own.set(hashOf(secret), { kind: 'system', id: name, name, grants });
    return secret;
  }

  async of(req: IncomingMessage): Promise<Authenticated | null> {
    const carried = secretOf(req);
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
    const known = secret.startsWith('sht_') ? await this.tokenOf(hash, nowMs) : await this.sessionOf(hash, nowMs);
    this.remembered.set(hash, { known, untilMs: nowMs + rememberedMs });
    if (this.remembered.size > 10_000) this.remembered.clear();
    return known;
  }

  /** After a session, a person or a token changed: the next request looks again. */
  forget(): void {
    this.remembered.clear();
  }

  private async tokenOf(hash: string, nowMs: number): Promise<Known | null> {
    const token = await this.db.selectFrom('api_token').selectAll().where('hash', '=', hash).executeTakeFirst();
    if (token === undefined || token.revoked_at !== null) return null;
    if (token.expires_at !== null && token.expires_at.getTime() <= nowMs) return null;
    const { id, name, grants } = token;
    return { subject: { kind: 'token', id, name, grants }, mustChange: false, hash };
  }

  private async sessionOf(hash: string, nowMs: number): Promise<Known | null> {
    const row = await this.db
      .selectFrom('session')
      .innerJoin('person', 'person.id', 'session.person')
      .select(['person.id', 'person.name', 'person.grants', 'person.must_change', 'person.disabled'])
      .select(['session.created_at', 'session.seen_at'])
      .where('session.hash', '=', hash)
      .executeTakeFirst();
    if (row === undefined || row.disabled) return null;
    if (nowMs - row.seen_at.getTime() > idleMs || nowMs - row.created_at.getTime() > longestMs) return null;
    if (nowMs - row.seen_at.getTime() > seenEveryMs)
      await this.db
        .updateTable('session')
        .set({ seen_at: new Date(nowMs) })
        .where('hash', '=', hash)
        .execute();
    const { id, name, grants } = row;
    return { subject: { kind: 'person', id, name, grants }, mustChange: row.must_change, hash };
  }
}
