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

/** Where a whistle stands in the API. */
export const whistlePath = (city: string, id: string): string => `/api/v1/cities/${city}/whistles/${id}`;

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

/** A row that does not follow from the one before it. */
interface Suspect {
  row: AuditRow;
  /** Hash of the row that stands before it. */
  before: string;
  fault: Fault;
}
/** More suspects than this are no row that was moved but a chain that was written anew: each is named as it stands. */
const mostCompared = 24;

/**
 * Tells rows that were moved from rows that were changed. One that follows, as it stands, from the hash of another suspect
 * is sound: what stood before it was moved. One that would be sound at the number of another suspect was moved from there.
 */
function explain(suspects: readonly Suspect[]): ReadonlyMap<Fault, 'sound' | 'out-of-place'> {
  const found = new Map<Fault, 'sound' | 'out-of-place'>();
  if (suspects.length > mostCompared) return found;
  // The last is the one that a row had before no more than its hash was changed; it proves nothing of that row itself.
  const hashes = suspects.map(({ row, before }) => ({ row, of: [row.hash, before, hashOf(row, before)] }));
  const numbers = suspects.map(({ row }) => row.seq);
  const isSoundAt = (row: AuditRow, seq: number): boolean =>
    hashes.some(
      (other) => other.row !== row && other.of.some((before) => hashOf({ ...row, seq }, before) === row.hash),
    );
  for (const { row, fault } of suspects) {
    if (isSoundAt(row, row.seq)) found.set(fault, 'sound');
    else if (numbers.some((seq) => seq !== row.seq && isSoundAt(row, seq))) found.set(fault, 'out-of-place');
  }
  return found;
}

/** Looks at the rows of one chain, in order of `seq`, as they are handed to it. */
export class ChainCheck {
  private readonly found: Fault[] = [];
  private readonly suspects: Suspect[] = [];
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
    if (seq <= this.last.seq) this.found.push({ chain, seq, fault: 'out-of-place' });
    else if (seq > this.last.seq + 1) this.found.push({ chain, seq: this.last.seq + 1, to: seq - 1, fault: 'missing' });
    // After a gap nothing is known of the row before: this one counts as sound, the gap speaks for itself.
    else if (hashOf({ ...rest, seq }, this.last.hash) !== hash) this.suspect(row);
    this.last = { seq, hash };
  }

  private suspect(row: AuditRow): void {
    const fault: Fault = { chain: this.chain, seq: row.seq, fault: 'changed' };
    this.found.push(fault);
    if (this.suspects.length <= mostCompared) this.suspects.push({ row, before: this.last.hash, fault });
  }

  /** What is wrong with the rows so far. */
  get faults(): Fault[] {
    const explained = explain(this.suspects);
    // Rows that do not follow are never all sound, where none is missing or moved: hashes that vouch for one another were made for that.
    const isTalkedRound =
      this.suspects.every(({ fault }) => explained.get(fault) === 'sound') &&
      !this.found.some(({ fault }) => fault === 'missing' || fault === 'out-of-place');
    if (isTalkedRound) return [...this.found];
    return this.found.flatMap((fault) => {
      const why = explained.get(fault);
      if (why === 'sound') return [];
      return [why === undefined ? fault : { ...fault, fault: why }];
    });
  }

  /** Ends the check: rows that were cut off at the end are known by the head that was written with them. */
  end(head: Head | undefined): Fault[] {
    const { chain, last } = this;
    if (head !== undefined && head.seq > last.seq)
      this.found.push({ chain, seq: last.seq + 1, to: head.seq, fault: 'missing' });
    else if (head === undefined ? last.seq > 0 : head.seq < last.seq || head.hash !== last.hash)
      this.found.push({ chain, seq: last.seq, fault: 'unwritten-head' });
    return this.faults;
  }
}
