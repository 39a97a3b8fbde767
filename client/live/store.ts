import { defineStore } from 'pinia';
import { computed, ref, shallowRef, triggerRef, type Ref } from 'vue';
import { cityTimeMs } from '../../server/contract/clock.ts';
import type { CoverageDelta } from '../../server/contract/coverage.ts';
import type { CityState } from '../../server/contract/state.ts';
import type { Whistle } from '../../server/contract/whistle.ts';
import { useServices } from '../services.ts';
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
function openStream(nowMs: () => number, listeners: StreamListeners, look: (stream: Stream) => void): Stream {
  const stream = createStream({ socket: openSocket(), nowMs, perFrame: oncePerFrame, listeners });
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
  const { nowMs, refused } = useServices();
  const state = shallowRef<CityState | null>(null);
  const cityVersion = ref<number | null>(null);
  const delta = shallowRef<CoverageDelta | null>(null);
  const { link, confirmedMs, serverNowMs, look } = useStatus(nowMs);
  let stream: Stream | null = null;
  const changed = (next: CityState): void => {
    if (state.value === next) triggerRef(state);
    else state.value = next;
    if (stream !== null) look(stream);
  };
  const follow = (city: string): void => {
    stream ??= openStream(
      nowMs,
      { changed, coverage: (d) => (delta.value = d), cityVersion: (v) => (cityVersion.value = v), refused },
      look,
    );
    state.value = null;
    cityVersion.value = null;
    stream.follow(city);
    look(stream);
  };
  /** Somebody has signed in: what was refused may be asked again. */
  const wake = (): void => stream?.wake();

  /** City time, ms; `null` until the city's clock is known. */
  const cityNowMs = computed(() => (state.value === null ? null : cityTimeMs(state.value.clock, serverNowMs.value)));
  const ageMs = computed(() =>
    confirmedMs.value === null ? null : Math.max(0, serverNowMs.value - confirmedMs.value),
  );
  const open = computed((): Whistle[] => (state.value === null ? [] : [...state.value.open.values()]));
  /** The state and how far it is; a new value with each flush. */
  const newest = computed(() => (state.value === null ? null : { state: state.value, seq: state.value.seq }));
  return { state, newest, open, cityVersion, delta, link, ageMs, serverNowMs, cityNowMs, follow, wake };
});
