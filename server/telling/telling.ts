import type { Kysely } from 'kysely';
import type { Database } from '../db/schema.ts';
import { collect } from './collect.ts';
import { giveBack, takeWebhook } from './lease.ts';
import { pushTo, type PushDeps } from './push.ts';
import { takeDevice } from './push-store.ts';
import { paceMs } from './robots.ts';
import { Rounds, usualLookMs } from './rounds.ts';
import { sendDue } from './send.ts';

/** What has arrived is shown for so long; what was given up stays until somebody sends it again or removes the webhook. */
const keptMs = 30 * 86_400_000;
const forgetEveryMs = 3_600_000;

export interface TellingDeps extends PushDeps {
  db: Kysely<Database>;
  newId: () => string;
  /** Hosts that webhooks may name. */
  webhookHosts: readonly string[];
  onError: (error: unknown) => void;
  /** How often it is looked whether there is something to tell. */
  lookEveryMs?: number;
}

/**
 * Tells webhooks and devices what happens. It holds nothing: what is to be told, and who tells it, stands in the database,
 * so a restart or a second server changes nothing.
 */
export class Telling {
  private readonly holder: string;
  private readonly rounds: readonly Rounds[];
  private forgotMs = 0;

  constructor(private readonly deps: TellingDeps) {
    const { onError, lookEveryMs = usualLookMs } = deps;
    const common = { onError, lookEveryMs };
    this.holder = deps.newId();
    this.rounds = [
      new Rounds({ prepare: () => this.prepareWebhooks(), take: (signal) => this.webhook(signal), ...common }),
      new Rounds({ prepare: () => Promise.resolve(), take: (signal) => this.device(signal), ...common }),
    ];
  }

  start(): void {
    for (const round of this.rounds) round.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.rounds.map((round) => round.stop()));
  }

  /** Tells everything that is due, and resolves when there is no more to be told now. */
  async look(): Promise<void> {
    await Promise.all(this.rounds.map((round) => round.look()));
  }

  private async prepareWebhooks(): Promise<void> {
    await collect(this.deps);
    await this.forget();
  }

  private async webhook(signal: AbortSignal): Promise<(() => Promise<void>) | undefined> {
    const { db, realNowMs, random, webhookHosts: hosts } = this.deps;
    const webhook = await takeWebhook(db, this.holder, realNowMs());
    if (webhook === undefined) return undefined;
    return () =>
      sendDue({ db, realNowMs, random, hosts, signal }, webhook).finally(() => {
        const nowMs = realNowMs();
        return giveBack(db, webhook, { nowMs, pacedMs: webhook.format === 'standard' ? null : nowMs + paceMs });
      });
  }

  private async device(signal: AbortSignal): Promise<(() => Promise<void>) | undefined> {
    const device = await takeDevice(this.deps.db, this.holder, this.deps.realNowMs());
    return device && (() => pushTo(this.deps, device, signal));
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
