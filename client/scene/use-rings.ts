import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { prefersStill } from '../map/motion.ts';
import { addRings, bornRing, liveMs, type Ring } from '../whistles/rings.ts';
import { useWhistles } from '../whistles/store.ts';

/** Every other frame of a 60 Hz screen: enough for a ring that opens. */
const ringFrameMs = 32;

/** Frames slower than this leave no time for ornaments: whistles themselves come first. */
const slowFrameMs = 60;
/** How long the rings then stay away. */
const restMs = 30_000;

/** Rings of the whistles that were just blown, and a clock that runs only while one of them moves. */
export function useRings(nowMs: () => number): { rings: ShallowRef<Ring[]>; tick: Ref<number> } {
  const whistles = useWhistles();
  const rings = shallowRef<Ring[]>([]);
  const tick = ref(nowMs());
  let frame = 0;
  let slowFrames = 0;
  let restUntilMs = 0;
  let lastMs = 0;
  const rest = (now: number): void => {
    restUntilMs = now + restMs;
    slowFrames = 0;
    rings.value = [];
  };
  const turn = (): void => {
    frame = 0;
    const now = nowMs();
    slowFrames = now - lastMs > slowFrameMs ? slowFrames + 1 : 0;
    lastMs = now;
    if (slowFrames > 5) rest(now);
    if (now - tick.value >= ringFrameMs) tick.value = now;
    if (rings.value.some((r) => now - r.bornMs < liveMs)) frame = requestAnimationFrame(turn);
    else rings.value = [];
  };
  watch(
    () => whistles.born,
    (born) => {
      const now = nowMs();
      if (prefersStill() || document.hidden || now < restUntilMs) return;
      const fresh = born.map((w) => bornRing(w.id, w.position, now));
      rings.value = addRings(rings.value, fresh, now);
      if (frame !== 0) return;
      lastMs = now;
      frame = requestAnimationFrame(turn);
    },
  );
  onScopeDispose(() => cancelAnimationFrame(frame));
  return { rings, tick };
}
