import { io, type Socket } from 'socket.io-client';
import {
  applyEvent,
  emptyState,
  snapshotOf,
  stateOf,
  type CityState,
  type Snapshot,
} from '../../server/contract/state.ts';
import {
  socketPath,
  type ClientToServer,
  type EventBatch,
  type ServerToClient,
  type SubscribeReply,
} from '../../server/contract/stream.ts';
import { fullToken } from './people.ts';

export type ClientSocket = Socket<ServerToClient, ClientToServer>;

/** With the right to everything, unless another token is given; `null`: nobody. */
export const connectSocket = (url: string, token: string | null = fullToken): ClientSocket =>
  io(url, {
    auth: token === null ? {} : { token },
    path: socketPath,
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: 20,
    reconnectionDelayMax: 50,
  });

/**
 * A client as the contract asks for one, without a browser: applies what comes in order, asks again on a gap and on
 * every connection, from the last number it has.
 */
export class StreamClient {
  readonly socket: ClientSocket;
  state: CityState = emptyState({ kind: 'live', mark: 'none', cityAt: '', realAt: '', speed: 1 });
  log = '';
  snapshots = 0;
  duplicates = 0;
  private asking = false;
  /** A gap was seen while an answer was under way, which may not hold what is missing. */
  private again = false;
  private readonly waiting = new Set<() => void>();

  constructor(
    url: string,
    private readonly city: string,
    token: string = fullToken,
  ) {
    this.socket = connectSocket(url, token);
    this.socket.on('connect', () => {
      this.asking = false;
      this.ask();
    });
    this.socket.on('events', (batch) => this.take(batch));
    this.socket.on('heartbeat', ({ seq }) => {
      if (this.log !== '' && seq > this.state.seq) this.ask();
    });
  }

  private ask(): void {
    if (this.asking) {
      this.again = true;
      return;
    }
    this.asking = true;
    this.again = false;
    const after = this.log === '' ? null : { log: this.log, seq: this.state.seq };
    this.socket.emit('subscribe', { city: this.city, after }, (reply) => {
      this.asking = false;
      this.answer(reply);
      if (this.again) this.ask();
    });
  }

  private answer(reply: SubscribeReply): void {
    if (reply.kind === 'problem') throw new Error(reply.problem.code);
    if (reply.kind === 'snapshot') {
      this.snapshots += 1;
      this.state = stateOf(JSON.parse(new TextDecoder().decode(reply.snapshot)) as Snapshot);
      this.log = reply.log;
      this.changed();
    } else this.take(reply);
  }

  private take(batch: EventBatch): void {
    for (const event of batch.events) {
      const outcome = applyEvent(this.state, event);
      if (outcome === 'duplicate') this.duplicates += 1;
      if (outcome === 'gap') {
        this.ask();
        break;
      }
    }
    this.changed();
  }

  private changed(): void {
    for (const wake of this.waiting) wake();
  }

  /** Resolves once the state has come and `ready` holds of it; looks after every change. */
  until(ready: (state: CityState) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.log === '' || !ready(this.state)) return;
        this.waiting.delete(look);
        resolve();
      };
      this.waiting.add(look);
      look();
    });
  }

  snapshot(): Snapshot {
    return snapshotOf(this.state);
  }

  close(): void {
    this.socket.close();
  }
}
