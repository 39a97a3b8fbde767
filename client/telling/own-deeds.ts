import type { CityEvent } from '../../server/contract/events.ts';

export interface OwnDeeds {
  /** Does something, and holds back what happens meanwhile until it is known what of it was this. */
  during: <T>(work: () => Promise<T>, seqsOf: (done: T) => readonly number[]) => Promise<T>;
  /** Takes what happened; what was done here is told to nobody here. */
  happened: (events: readonly CityEvent[]) => void;
  /** Forgets what is held back. */
  forget: () => void;
}

/** So many are remembered: an event comes soon after its answer. */
const remembered = 20;

/** Keeps what somebody did at this page from being news to them. The event and the answer come in either order. */
export function createOwnDeeds(tell: (events: readonly CityEvent[]) => void): OwnDeeds {
  let underWay = 0;
  let held: CityEvent[] = [];
  let own: number[] = [];
  const happened = (events: readonly CityEvent[]): void => {
    if (underWay > 0) held.push(...events);
    else tell(events.filter(({ seq }) => !own.includes(seq)));
  };
  const release = (): void => {
    const events = held;
    held = [];
    if (events.length > 0) happened(events);
  };
  return {
    happened,
    during: async (work, seqsOf) => {
      underWay += 1;
      try {
        const done = await work();
        own = [...own, ...seqsOf(done)].slice(-remembered);
        return done;
      } finally {
        underWay -= 1;
        if (underWay === 0) release();
      }
    },
    forget: () => {
      held = [];
      own = [];
    },
  };
}
