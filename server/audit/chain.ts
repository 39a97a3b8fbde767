import { createHash } from 'node:crypto';

/** Who did it. */
export interface Actor {
  kind: 'person' | 'token' | 'system' | 'nobody';
  /** Of the person or token; empty where nobody had signed in. */
  id: string;
  name: string;
}

/** Something that is put on record, before it has its place in a chain. */
export interface AuditDraft {
  actor: Actor;
  /** Operation of the API, or what the server did by itself. */
  action: string;
  /** What it was done to: a path of the API, without its query. */
  target: string;
  outcome: 'taken' | 'refused';
  /** Problem code of a refusal. */
  code: string | null;
  /** What was sent, as far as it may be kept. */
  detail: unknown;
}

/** What somebody set out to do, before it is known whether it was taken. */
export type Deed = Pick<AuditDraft, 'actor' | 'action' | 'target' | 'detail'>;

/** What the server does by itself. */
export const serversOwn = (action: string, target: string): Deed => ({
  ...{ action, target, detail: null },
  actor: { kind: 'system', id: 'system', name: '' },
});

/** A row of the record. `detail` is JSON, kept as the text that was hashed. */
export interface AuditRow extends Omit<AuditDraft, 'detail'> {
  /** Each chain stands for itself: one for a city, `system` for everything else. */
  chain: string;
  /** From 1, without a gap. */
  seq: number;
  /** Real time, RFC 3339 in UTC. */
  at: string;
  detail: string;
  /** SHA-256, hexadecimal. */
  hash: string;
}

/** What the first row of a chain follows. */
export const beginning = '0'.repeat(64);

/** The hash of a row: of all that it says and of the row before it. */
export function hashOf(row: Omit<AuditRow, 'hash'>, before: string): string {
  const { chain, seq, at, actor, action, target, outcome, code, detail } = row;
  const said = [chain, seq, at, actor.kind, actor.id, actor.name, action, target, outcome, code, detail, before];
  return createHash('sha256').update(JSON.stringify(said)).digest('hex');
}

/** The end of a chain as it was written down with its last row. */
export interface Head {
  seq: number;
  hash: string;
}

/** What is wrong with a row, or with the rows from `seq` to `to`. */
export interface Fault {
  chain: string;
  seq: number;
  to?: number;
  fault: 'changed' | 'missing' | 'out-of-place' | 'unwritten-head';
}

/** Looks at the rows of one chain, in order of `seq`, as they are handed to it. */
export class ChainCheck {
  readonly faults: Fault[] = [];
  private last: Head;

  /** From the row after `start` on, which counts as sound. */
  constructor(
    private readonly chain: string,
    start: Head = { seq: 0, hash: beginning },
  ) {
    this.last = start;
  }

  take(row: AuditRow): void {
    const { seq, hash, ...rest } = row;
    const { chain } = this;
    if (seq <= this.last.seq) this.faults.push({ chain, seq, fault: 'out-of-place' });
    else if (seq > this.last.seq + 1)
      this.faults.push({ chain, seq: this.last.seq + 1, to: seq - 1, fault: 'missing' });
    // After a gap nothing is known of the row before: this one counts as sound, the gap speaks for itself.
    else if (hashOf({ ...rest, seq }, this.last.hash) !== hash) this.faults.push({ chain, seq, fault: 'changed' });
    this.last = { seq, hash };
  }

  /** Ends the check: rows that were cut off at the end are known by the head that was written with them. */
  end(head: Head | undefined): Fault[] {
    const { chain, last } = this;
    if (head !== undefined && head.seq > last.seq)
      this.faults.push({ chain, seq: last.seq + 1, to: head.seq, fault: 'missing' });
    else if (head === undefined ? last.seq > 0 : head.seq < last.seq || head.hash !== last.hash)
      this.faults.push({ chain, seq: last.seq, fault: 'unwritten-head' });
    return this.faults;
  }
}
