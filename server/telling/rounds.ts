/** How often it is looked whether there is something to do, real ms, where nothing else is said. */
export const usualLookMs = 1000;
/** Receivers that are spoken to at once. */
const mostLanes = 16;

export interface RoundDeps {
  lookEveryMs: number;
  /** Done before each look for work. */
  prepare: () => Promise<void>;
  /** Takes one receiver for which something is due, and gives the work; undefined where there is none. */
  take: (signal: AbortSignal) => Promise<(() => Promise<void>) | undefined>;
  onError: (error: unknown) => void;
}

/** Does what is due, again and again, several receivers side by side: a slow one delays itself only. */
export class Rounds {
  private readonly stopping = new AbortController();
  private readonly lanes = new Set<Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<boolean> | undefined;

  constructor(private readonly deps: RoundDeps) {}

  start(): void {
    this.timer = setInterval(() => this.beatOfItself(), this.deps.lookEveryMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort();
    await this.beating?.catch(() => undefined);
    await Promise.all(this.lanes);
  }

  /** Does everything that is due, and resolves when there is no more now. */
  async look(): Promise<void> {
    let isMore = true;
    while (isMore) {
      // A beat that has begun may have looked too early.
      await this.beating;
      isMore = await this.beat();
      await Promise.all(this.lanes);
    }
  }

  /** One at a time, while lanes go on beside it. Whether there was anything to do. */
  private beat(): Promise<boolean> {
    this.beating ??= this.deps
      .prepare()
      .then(() => this.startLanes())
      .finally(() => (this.beating = undefined));
    return this.beating;
  }

  private beatOfItself(): void {
    this.beat().catch(this.deps.onError);
  }

  private async startLanes(): Promise<boolean> {
    let any = false;
    while (this.lanes.size < mostLanes && !this.stopping.signal.aborted) {
      const work = await this.deps.take(this.stopping.signal);
      if (work === undefined) return any;
      this.startLane(work);
      any = true;
    }
    return any;
  }

  private startLane(work: () => Promise<void>): void {
    const lane = work()
      .catch(this.deps.onError)
      .finally(() => {
        this.lanes.delete(lane);
        // There may be more for this receiver, or another waits for the lane.
        if (this.timer !== undefined && !this.stopping.signal.aborted) this.beatOfItself();
      });
    this.lanes.add(lane);
  }
}
