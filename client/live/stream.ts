import type { CoverageDelta } from '../../server/contract/coverage.ts';
import type { CityEvent } from '../../server/contract/events.ts';
import type { CityState } from '../../server/contract/state.ts';
import type { ServerToClient, SubscribeReply } from '../../server/contract/stream.ts';
import { createFollower, type Ask, type Follower } from './follower.ts';
import { createOffset, linkOf, type Link } from './link.ts';
import type { LiveSocket } from './socket.ts';

export interface StreamListeners {
  /** The state is new or has changed; called at most once a frame. */
  changed: (state: CityState) => void;
  /** What happened after the first snapshot, each event once and in order; before `changed`. */
  happened?: (events: readonly CityEvent[]) => void;
  coverage: (delta: CoverageDelta) => void;
  /** Version of the city's areas, as often as the server says it. */
  cityVersion: (version: number) => void;
  /** The city's lists of items have changed, or may have while nobody listened. */
  itemsListed?: () => void;
}

export interface StreamDeps {
  socket: LiveSocket;
  nowMs: () => number;
  /** Makes a function that runs `work` once in the next frame. */
  perFrame: (work: () => void) => () => void;
  listeners: StreamListeners;
}

export interface StreamStatus {
  link: Link;
  /** Server's real time minus local time, ms. */
  offsetMs: number;
  /** Server's real time up to which the state is known to be whole, ms; `null` before the first snapshot. */
  confirmedMs: number | null;
}

export interface Stream {
  follow: (city: string) => void;
  status: () => StreamStatus;
  /** Looks at the silence, and reopens a line that has gone quiet; call it about once a second. */
  watch: () => void;
  /** The machine woke up or is back on the net: ask at once for what was missed. */
  wake: () => void;
  close: () => void;
}

const answerMs = 4000;

/** Sends the subscription; `answered` gets `null` where no answer came in time. One at a time for a follower. */
function createSubscriber(socket: LiveSocket, answered: (follower: Follower, reply: SubscribeReply | null) => void) {
  let asking: Follower | null = null;
  return {
    subscribe: (follower: Follower): void => {
      if (asking === follower || !socket.connected) return;
      asking = follower;
      const message = { city: follower.city, after: follower.after() };
      socket.timeout(answerMs).emit('subscribe', message, (error: Error | null, reply: SubscribeReply) => {
        if (asking === follower) asking = null;
        answered(follower, error === null ? reply : null);
      });
    },
    forget: (): void => {
      asking = null;
    },
  };
}

/** A half-open line looks connected and says nothing: close it, so that a new one is opened. */
function reopen(socket: LiveSocket): void {
  if (socket.connected) socket.disconnect();
  if (!socket.active) socket.connect();
}

type Handlers = Pick<ServerToClient, 'events' | 'heartbeat' | 'coverage'> &
  Record<'connect' | 'disconnect', () => void>;
function listen(socket: LiveSocket, on: Handlers): void {
  socket.on('connect', on.connect);
  socket.on('disconnect', on.disconnect);
  socket.on('events', on.events);
  socket.on('heartbeat', on.heartbeat);
  socket.on('coverage', on.coverage);
}

/** When the server was last heard, and how its clock differs from ours. */
function createEar(nowMs: () => number) {
  const offset = createOffset();
  let heardMs = nowMs();
  let lostMs: number | null = null;
  return {
    heard: (serverTime: number): void => {
      heardMs = nowMs();
      lostMs = null;
      offset.sample(serverTime, heardMs);
    },
    /** Listening begins anew; nothing is held against a server that had no time to speak. */
    begin: (): void => {
      heardMs = nowMs();
    },
    lose: (): void => {
      lostMs ??= nowMs();
    },
    link: (current: boolean): Link => linkOf({ current, heardMs, nowMs: nowMs(), lostMs }),
    offsetMs: offset.ms,
  };
}

/** Whether the line was opened so short a time ago that it may still be silent. */
function createYouth(socket: LiveSocket, nowMs: () => number): () => boolean {
  let connectedMs = 0;
  socket.on('connect', () => {
    connectedMs = nowMs();
  });
  return () => socket.connected && nowMs() - connectedMs < answerMs;
}

/** What each message does to the follower; those of another city are not for us. */
function handlersFor(
  follower: () => Follower | null,
  {
    heard,
    obey,
    flush,
    lost,
  }: { heard: (ms: number) => void; obey: (ask: Ask) => void; flush: () => void; lost: () => void },
  listeners: StreamListeners,
): Handlers {
  const ours = (city: string): Follower | null => (follower()?.city === city ? follower() : null);
  return {
    connect: () => obey('subscribe'),
    disconnect: lost,
    events: (batch) => {
      const mine = ours(batch.city);
      if (mine === null) return;
      heard(batch.serverTime);
      obey(mine.events(batch));
      if (batch.events.some((e) => e.type === 'items.listed')) listeners.itemsListed?.();
      flush();
    },
    heartbeat: (beat) => {
      const mine = ours(beat.city);
      if (mine === null) return;
      heard(beat.serverTime);
      listeners.cityVersion(beat.cityVersion);
      obey(mine.beat(beat));
    },
    coverage: (delta) => {
      if (ours(delta.city) !== null) listeners.coverage(delta);
    },
  };
}

/** Follows one city at a time: after any pattern of disconnects the state equals the server's. */
export function createStream({ socket, nowMs, perFrame, listeners }: StreamDeps): Stream {
  let follower: Follower | null = null;
  let closed = false;
  const ear = createEar(nowMs);
  const { subscribe, forget } = createSubscriber(socket, (asked, reply) => {
    if (asked !== follower || reply === null || reply.kind === 'problem') return;
    ear.heard(reply.serverTime);
    listeners.cityVersion(reply.cityVersion);
    asked.take(reply);
    listeners.itemsListed?.();
    flush();
  });
  const obey = (ask: Ask): void => {
    if (ask === 'subscribe' && follower !== null) subscribe(follower);
  };
  const flush = perFrame(() => {
    const { state, happened, ask } = follower?.flush() ?? { state: null, happened: [], ask: 'nothing' };
    if (happened.length > 0) listeners.happened?.(happened);
    if (state !== null) listeners.changed(state);
    obey(ask);
  });
  const lost = (): void => {
    ear.lose();
    follower?.lose();
    forget();
    // A connection that the server ended is not opened again by the library.
    if (!closed && !socket.active) socket.connect();
  };
  listen(
    socket,
    handlersFor(() => follower, { heard: ear.heard, obey, flush, lost }, listeners),
  );
  const isYoung = createYouth(socket, nowMs);
  const link = (): Link => ear.link(follower?.current() ?? false);
  return {
    follow: (city) => {
      follower = createFollower(city);
      ear.begin();
      subscribe(follower);
    },
    status: () => ({ link: link(), offsetMs: ear.offsetMs(), confirmedMs: follower?.confirmedMs() ?? null }),
    watch: () => {
      if (link() !== 'down') return;
      // A line that has just been opened gets the time to answer, or none would ever be heard on a slow one.
      if (isYoung()) return;
      follower?.lose();
      reopen(socket);
    },
    wake: () => {
      if (socket.connected) obey('subscribe');
      else socket.connect();
    },
    close: () => {
      closed = true;
      socket.disconnect();
    },
  };
}
