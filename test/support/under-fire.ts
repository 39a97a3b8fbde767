import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { HistoryRow, Whistle } from '../../server/contract/whistle.ts';
import { inSmallCity } from './cities.ts';
import type { TestDataDir } from './data-dir.ts';
import { call } from './http.ts';
import { startNode, type NodeProcess } from './node-process.ts';

/** A whistle that somebody tries to blow, and to have reported in; undefined where the server died before it answered. */
interface Attempt {
  key: string;
  reports: boolean;
  /** RFC 3339. */
  reportBy: string;
  called: Whistle | undefined;
  reported: Whistle | undefined;
}

const city = '/api/v1/cities/smallville';
const department = '城管局';
const workers = 12;
/** One department in so many never comes. */
const absentEvery = 5;
/** Deadlines to report in, so short that many pass while the server is up, down or dying. */
const deadlineMs = [5, 80, 400, 1500];

/** The real server with a city of its own, killed again and again while it is used. */
export class UnderFire {
  private readonly attempts: Attempt[] = [];
  private running: NodeProcess | undefined;
  private url = '';

  constructor(private readonly place: TestDataDir) {}

  async start(): Promise<void> {
    this.running = startNode('test/server/live/programs/small-server.ts', [], { DATA_DIR: this.place.dataDir });
    this.url = (await this.running.line((l) => l.startsWith('address'))).split(' ')[1]!;
  }

  async end(): Promise<void> {
    this.running?.kill('SIGKILL');
    await this.running?.ended;
  }

  get address(): string {
    return this.url;
  }

  get acknowledged(): number {
    return this.attempts.reduce((n, a) => n + (a.called ? 1 : 0) + (a.reported ? 1 : 0), 0);
  }

  get tried(): number {
    return this.attempts.length;
  }

  /** Starts the server, uses it until `enough` commands of this round are acknowledged, and kills it at that moment. */
  async round(enough: number): Promise<void> {
    await this.start();
    let count = 0;
    const acknowledged = (): void => {
      if (++count === enough) this.running!.kill('SIGKILL');
    };
    await Promise.all(Array.from({ length: workers }, () => this.work(acknowledged)));
    await this.running!.ended;
  }

  /** Blows and reports until the server is gone. */
  private async work(acknowledged: () => void): Promise<void> {
    for (;;) {
      const n = this.attempts.length;
      const reportBy = new Date(Date.now() + deadlineMs[n % deadlineMs.length]!).toISOString();
      const attempt: Attempt = {
        ...{ key: randomUUID(), reports: n % absentEvery !== 0, reportBy },
        ...{ called: undefined, reported: undefined },
      };
      this.attempts.push(attempt);
      try {
        await this.send(attempt, acknowledged);
      } catch (error) {
        // fetch reports a dead server as a TypeError; anything else is a fault.
        if (error instanceof TypeError) return;
        throw error;
      }
    }
  }

  /** Sends what is not acknowledged yet, under the same keys as before. */
  private async send(a: Attempt, acknowledged: () => void): Promise<void> {
    if (a.called === undefined) {
      const body = { title: '井盖缺失', position: inSmallCity, departments: [department] };
      const deadlines = { reportBy: a.reportBy, resolveBy: null };
      a.called = await this.post('/whistles', { ...body, ...deadlines }, a.key, 201);
      acknowledged();
    }
    if (!a.reports || a.reported !== undefined) return;
    a.reported = await this.post(`/whistles/${a.called.id}/report-in`, { department }, `${a.key}-in`, 200);
    acknowledged();
  }

  private async post(path: string, body: object, key: string, status: number): Promise<Whistle> {
    const answer = await call<Whistle>('POST', `${this.url}${city}${path}`, body, { 'idempotency-key': key });
    // A deadline that passed while the server was down cannot be given any more: then it never was.
    if (answer.status === 422 && path === '/whistles')
      return this.post(path, { ...body, reportBy: null }, `${key}-late`, status);
    expect(answer.status).toBe(status);
    return answer.body;
  }

  /** With the server up again: what was acknowledged is there as it was told, and the rest can be sent again. */
  async check(): Promise<void> {
    const stored = new Map((await this.list()).map((w) => [w.id, w]));
    for (const { called, reported } of this.attempts) {
      if (called === undefined) continue;
      const now = stored.get(called.id);
      expect(now).toBeDefined();
      expect(now!.code).toBe(called.code);
      if (reported !== undefined) expect(now!.departments[0]!.reportedAt).toBe(reported.departments[0]!.reportedAt);
    }
    for (const a of this.attempts) await this.send(a, () => undefined);
    const final = await this.list();
    expect(new Set(final.map((w) => w.id))).toEqual(new Set(this.attempts.map((a) => a.called!.id)));
    expect(final.length).toBe(this.attempts.length);
    for (const w of final) await this.checkHistory(w);
  }

  /** Each thing once: called, reported where it was, and the alarms that the record itself calls for. */
  private async checkHistory(w: Whistle): Promise<void> {
    const [{ reportBy, reportedAt, reportAlarm }] = w.departments as [Whistle['departments'][number]];
    const late = reportBy !== null && (reportedAt === null || reportedAt > reportBy);
    const warned = reportAlarm !== null && (reportedAt === null || reportedAt >= reportAlarm.warnAt);
    const want = [
      'whistle.called',
      ...(warned ? ['whistle.warned'] : []),
      ...(late ? ['whistle.overdue'] : []),
      ...(reportedAt === null ? [] : ['whistle.reported']),
    ];
    // The server's clock needs its time for those that nobody asks about any more.
    await expect
      .poll(async () => (await this.history(w)).map((h) => h.type).sort(), { timeout: 30_000, interval: 100 })
      .toEqual([...want].sort());
  }

  private async history({ id }: Whistle): Promise<HistoryRow[]> {
    const { body } = await call<{ history: HistoryRow[] }>('GET', `${this.url}${city}/whistles/${id}/history`);
    return body.history;
  }

  private async list(): Promise<Whistle[]> {
    const all: Whistle[] = [];
    for (let before = ''; ;) {
      const { body } = await call<{ whistles: Whistle[]; next: number | null }>(
        'GET',
        `${this.url}${city}/whistles?limit=1000${before}`,
      );
      all.push(...body.whistles);
      if (body.next === null) return all;
      before = `&before=${body.next}`;
    }
  }
}
