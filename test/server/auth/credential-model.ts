import { forgottenAfterMs, lockMs, wrongAllowed } from '../../../server/auth/lockout.ts';
import { idleMs, longestMs } from '../../../server/auth/known.ts';

/** A session as the rules have it. */
export interface ModelSession {
  openedMs: number;
  seenMs: number;
  ended: boolean;
}

/** What one person's credentials open, told again in the plainest way: no database, no cache, no hash. */
export class CredentialModel {
  readonly sessions: ModelSession[] = [];
  readonly tokens: { endsMs: number; revoked: boolean }[] = [];
  disabled = false;
  mustChange = false;
  private failed = 0;
  private lastFailureMs = -Infinity;
  private lockedUntilMs = -Infinity;

  /** What the door answers; a right password opens a session. */
  attempt(isRight: boolean, nowMs: number): 'locked-out' | 'sign-in-wrong' | 'open' {
    if (nowMs < this.lockedUntilMs) return 'locked-out';
    if (nowMs - this.lastFailureMs > forgottenAfterMs) this.failed = 0;
    if (isRight && !this.disabled) {
      this.forgive();
      return 'open';
    }
    this.failed += 1;
    this.lastFailureMs = nowMs;
    if (this.failed >= wrongAllowed) this.lockedUntilMs = nowMs + lockMs(this.failed);
    return 'sign-in-wrong';
  }

  open(nowMs: number): void {
    this.sessions.push({ openedMs: nowMs, seenMs: nowMs, ended: false });
  }

  /** Whether a session opens anything now; using it keeps it awake. */
  use(session: ModelSession, nowMs: number): boolean {
    if (this.disabled || session.ended) return false;
    if (nowMs > session.seenMs + idleMs || nowMs > session.openedMs + longestMs) return false;
    session.seenMs = nowMs;
    return true;
  }

  endAll(but?: ModelSession): void {
    for (const session of this.sessions) if (session !== but) session.ended = true;
  }

  disable(disabled: boolean): void {
    if (disabled) this.endAll();
    this.disabled = disabled;
  }

  oneTime(): void {
    this.endAll();
    this.forgive();
    this.mustChange = true;
  }

  ownPassword(by: ModelSession): void {
    this.endAll(by);
    this.mustChange = false;
  }

  private forgive(): void {
    this.failed = 0;
    this.lastFailureMs = -Infinity;
    this.lockedUntilMs = -Infinity;
  }
}
