import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { prefersStill } from '../map/motion.ts';
import { addRings, bornRing, liveMs, type Ring } from '../whistles/rings.ts';
import { useWhistles } from '../whistles/store.ts';

/** Every other frame of a 60 Hz screen: enough for a ring that opens. */
const ringFrameMs = 32;

/** Rings of the whistles that were just blown, and a clock that runs only while one of them moves. */
export function useRings(nowMs: () => number): { rings: ShallowRef<Ring[]>; tick: Ref<number> } {
  const whistles = useWhistles();
  const rings = shallowRef<Ring[]>([]);
  const tick = ref(nowMs());
  let frame = 0;
  const turn = (): void => {
    frame = 0;
    const now = nowMs();
    if (now - tick.value >= ringFrameMs) tick.value = now;
    if (rings.value.some((r) => now - r.bornMs < liveMs)) frame = requestAnimationFrame(turn);
    else rings.value = [];
  };
  watch(
    () => whistles.born,
    (born) => {
      if (prefersStill() || document.hidden) return;
      const now = nowMs();
      const fresh = born.map((w) => bornRing(w.id, w.position, now));
      rings.value = addRings(rings.value, fresh, now);
      if (frame === 0) frame = requestAnimationFrame(turn);
    },
  );
  onScopeDispose(() => cancelAnimationFrame(frame));
  return { rings, tick };
}
