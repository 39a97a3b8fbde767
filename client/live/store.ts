import { defineStore } from 'pinia';
import { computed, ref, shallowRef, triggerRef, type Ref } from 'vue';
import { cityTimeMs } from '../../server/contract/clock.ts';
import type { CoverageDelta } from '../../server/contract/coverage.ts';
import type { CityEvent } from '../../server/contract/events.ts';
import type { CityState } from '../../server/contract/state.ts';
import type { Whistle } from '../../server/contract/whistle.ts';
import { useServices, type Services } from '../services.ts';
import { oncePerFrame } from './frame.ts';
import type { Link } from './link.ts';
import { openSocket } from './socket.ts';
import { createStream, type Stream, type StreamListeners } from './stream.ts';

/** How the stream stands, looked at once a second and with each flush. */
function useStatus(nowMs: () => number) {
  const link = ref<Link>('catching-up');
  const confirmedMs: Ref<number | null> = ref(null);
  /** Server's real time, ms. */
  const serverNowMs = ref(nowMs());
  const look = (stream: Stream): void => {
    const status = stream.status();
    link.value = status.link;
    confirmedMs.value = status.confirmedMs;
    serverNowMs.value = nowMs() + status.offsetMs;
  };
  return { link, confirmedMs, serverNowMs, look };
}

/** How often the silence and the clocks are looked at. */
const lookMs = 500;

/** Opens the page's one stream and keeps it awake for the life of the page. */
function openStream({ nowMs, leave }: Services, listeners: StreamListeners, look: (stream: Stream) => void): Stream {
  const socket = openSocket();
  socket.on('connect_error', (error) => {
    if (error.message === 'sign-in-needed') leave();
  });
  const stream = createStream({ socket, nowMs, perFrame: oncePerFrame, listeners });
  setInterval(() => {
    stream.watch();
    look(stream);
  }, lookMs);
  const wake = (): void => {
    if (!document.hidden) stream.wake();
  };
  document.addEventListener('visibilitychange', wake);
  addEventListener('online', wake);
  return stream;
}

/** The live state of the city in view, its clock and its age. One flush per frame; `state` is mutated in place. */
export const useLive = defineStore('live', () => {
  const services = useServices();
  const { nowMs } = services;
  const state = shallowRef<CityState | null>(null);
  const cityVersion = ref<number | null>(null);
  const delta = shallowRef<CoverageDelta | null>(null);
  /** What has just happened in the city in view; a new value with each flush that brings some. */
  const happened = shallowRef<readonly CityEvent[]>([]);
  /** Rises when lists of items may have changed. */
  const itemsListed = ref(0);
  const { link, confirmedMs, serverNowMs, look } = useStatus(nowMs);
  let stream: Stream | null = null;
  const changed = (next: CityState): void => {
    if (state.value === next) triggerRef(state);
    else state.value = next;
    if (stream !== null) look(stream);
  };
  const follow = (city: string): void => {
    stream ??= openStream(
      services,
      {
        changed,
        happened: (events) => (happened.value = events),
        coverage: (d) => (delta.value = d),
        cityVersion: (v) => (cityVersion.value = v),
        itemsListed: () => (itemsListed.value += 1),
      },
      look,
    );
    state.value = null;
    cityVersion.value = null;
    stream.follow(city);
    look(stream);
  };

  /** City time, ms; `null` until the city's clock is known. */
  const cityNowMs = computed(() => (state.value === null ? null : cityTimeMs(state.value.clock, serverNowMs.value)));
  const ageMs = computed(() =>
    confirmedMs.value === null ? null : Math.max(0, serverNowMs.value - confirmedMs.value),
  );
  const open = computed((): Whistle[] => (state.value === null ? [] : [...state.value.open.values()]));
  /** The state and how far it is; a new value with each flush. */
  const newest = computed(() => (state.value === null ? null : { state: state.value, seq: state.value.seq }));
  return {
    state,
    newest,
    happened,
    open,
    cityVersion,
    delta,
    itemsListed,
    link,
    ageMs,
    serverNowMs,
    cityNowMs,
    follow,
  };
});
