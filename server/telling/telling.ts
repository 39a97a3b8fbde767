import type { Kysely } from 'kysely';
import type { Database } from '../db/schema.ts';
import { collect } from './collect.ts';
import { giveBack, takeWebhook } from './lease.ts';
import { paceMs } from './robots.ts';
import { sendDue } from './send.ts';

/** How often it is looked whether there is something to tell, real ms. */
const lookEveryMs = 1000;
/** Receivers that are spoken to at once. */
const mostLanes = 16;
/** What has arrived is shown for so long; what was given up stays until somebody sends it again or removes the webhook. */
const keptMs = 30 * 86_400_000;
const forgetEveryMs = 3_600_000;

export interface TellingDeps {
  db: Kysely<Database>;
  realNowMs: () => number;
  newId: () => string;
  /** Hosts that webhooks may name. */
  webhookHosts: readonly string[];
  onError: (error: unknown) => void;
}

/**
 * Tells webhooks what happens. It holds nothing: what is to be sent, and who sends it, stands in the database, so a
 * restart or a second server changes nothing. Each receiver has a lane of its own: a slow one delays itself only.
 */
export class Telling {
  private readonly holder: string;
  private readonly stopping = new AbortController();
  private readonly lanes = new Set<Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private starting: Promise<boolean> | undefined;
  private forgotMs = 0;

  constructor(private readonly deps: TellingDeps) {
    this.holder = deps.newId();
  }

  start(): void {
    // One beat at a time; lanes go on beside it.
    this.timer = setInterval(() => this.beatOfItself(), lookEveryMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort();
    await this.starting?.catch(() => undefined);
    await Promise.all(this.lanes);
  }

  /** Tells everything that is due, and resolves when there is no more to be told now. */
  async look(): Promise<void> {
    let isMore = true;
    while (isMore) {
      // A beat that has begun may have looked too early.
      await this.starting;
      isMore = await this.beat();
      await Promise.all(this.lanes);
    }
  }

  /** Whether there was anything to send. */
  private beat(): Promise<boolean> {
    this.starting ??= collect(this.deps)
      .then(() => this.startLanes())
      .finally(() => (this.starting = undefined));
    return this.starting;
  }

  private beatOfItself(): void {
    this.beat()
      .then(() => this.forget())
      .catch(this.deps.onError);
  }

  private async startLanes(): Promise<boolean> {
    let any = false;
    while (this.lanes.size < mostLanes && !this.stopping.signal.aborted && (await this.startLane())) any = true;
    return any;
  }

  private async startLane(): Promise<boolean> {
    const { db, realNowMs, webhookHosts: hosts, onError } = this.deps;
    const webhook = await takeWebhook(db, this.holder, realNowMs());
    if (webhook === undefined) return false;
    const { signal } = this.stopping;
    const lane = sendDue({ db, realNowMs, hosts, signal }, webhook)
      .finally(() => {
        const nowMs = realNowMs();
        const pacedMs = webhook.format === 'standard' ? null : nowMs + paceMs;
        return giveBack(db, webhook, { nowMs, pacedMs });
      })
      .catch(onError)
      .finally(() => {
        this.lanes.delete(lane);
        // There may be more for this receiver, or another waits for the lane.
        if (this.timer !== undefined && !signal.aborted) this.beatOfItself();
      });
    this.lanes.add(lane);
    return true;
  }

  private async forget(): Promise<void> {
    const nowMs = this.deps.realNowMs();
    if (nowMs - this.forgotMs < forgetEveryMs) return;
    this.forgotMs = nowMs;
    await this.deps.db
      .deleteFrom('delivery')
      .where('state', '=', 'delivered')
      .where('ended_at', '<', new Date(nowMs - keptMs))
      .execute();
  }
}
