import { onBeforeUnmount, onMounted, ref, watch, type Ref } from 'vue';
import { useServices } from '../services.ts';
import { useChoices } from './choices.ts';
import { isUrgent } from './notices.ts';
import { useTelling } from './store.ts';
import { createTone } from './tone.ts';

/** How long the frame lights up, and from one lighting to the next at the least: far from the three flashes a second that can do harm. */
const lightMs = 1500;
const everyMs = 3000;

export interface Signals {
  /** The frame that is lit now; a new number each time, `null` while it is dark. */
  lit: Ref<{ n: number; urgent: boolean } | null>;
  /** Whether the browser lets the page sound. */
  heard: Ref<boolean>;
  /** Lets somebody hear and see it, once, as it will be. */
  sample: (what: 'sound' | 'flash') => Promise<void>;
}

/** Sound and flash, by choice, for what has just come. */
export function useSignals(): Signals {
  const { nowMs } = useServices();
  const { choices } = useChoices();
  const telling = useTelling();
  const tone = createTone(nowMs);
  const heard = ref(false);
  const lit: Signals['lit'] = ref(null);
  let n = 0;
  let litMs = -Infinity;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const light = (urgent: boolean): void => {
    if (nowMs() - litMs < everyMs) return;
    litMs = nowMs();
    lit.value = { n: ++n, urgent };
    timer = setTimeout(() => (lit.value = null), lightMs);
  };
  const allow = async (): Promise<void> => {
    await tone.allow();
    heard.value = tone.isAllowed();
  };
  /** After a reload the browser asks for a new press; any will do. */
  const onPress = (): void => {
    if (choices.sound && !tone.isAllowed()) void allow();
  };
  watch(
    () => telling.fresh,
    (fresh) => {
      if (choices.sound) tone.play(isUrgent(fresh));
      if (choices.flash) light(isUrgent(fresh));
    },
  );
  const presses = ['pointerdown', 'keydown'] as const;
  onMounted(() => presses.forEach((press) => addEventListener(press, onPress)));
  onBeforeUnmount(() => {
    for (const press of presses) removeEventListener(press, onPress);
    if (timer !== null) clearTimeout(timer);
  });
  return {
    lit,
    heard,
    sample: async (what) => {
      if (what === 'flash') {
        light(false);
        return;
      }
      await allow();
      tone.play(false);
    },
  };
}
