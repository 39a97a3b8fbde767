import type { AuditDraft } from '../audit/chain.ts';
import type { CityCreate } from '../contract/city.ts';
import { ProblemError } from '../http/problem.ts';
import { startThread, type Thread } from '../threads/start.ts';
import type { MakerThread } from './maker-thread.ts';

/** Makes cities in a thread that lives only while one is being made, one at a time. */
export class CityMaker {
  private making: Promise<unknown> = Promise.resolve();
  private thread: Thread<MakerThread> | undefined;

  constructor(private readonly databaseUrl: string) {}

  /** Cuts a city into grid zones and stores it together with its row in the audit; throws `city-exists` or `boundary-invalid`. */
  createGrid(input: CityCreate, nowMs: number, draft: AuditDraft): Promise<void> {
    const made = this.making.then(() => this.grid(input, nowMs, draft));
    this.making = made.catch(() => undefined);
    return made;
  }

  async stop(): Promise<void> {
    await this.thread?.stop();
  }

  private async grid(input: CityCreate, nowMs: number, draft: AuditDraft): Promise<void> {
    const thread = startThread<MakerThread>(new URL('./maker-thread.ts', import.meta.url));
    this.thread = thread;
    try {
      const problem = await thread.api.grid(this.databaseUrl, input, nowMs, draft);
      if (problem !== null) throw new ProblemError(problem.code, problem.detail, problem.errors);
    } finally {
      this.thread = undefined;
      await thread.stop();
    }
  }
}
