import { computed, onMounted, ref, watch, type ComputedRef, type Ref } from 'vue';
import { useAction, type Action } from '../api/action.ts';
import { fetchPushKey, subscribePush } from '../api/push.ts';
import { useWords } from '../i18n/words.ts';
import { useServices } from '../services.ts';
import { useView } from '../view/store.ts';
import { useChoices } from './choices.ts';
import { addressOf, forgetDevice, isSupported, subscribeDevice, subscriptionOfDevice } from './device.ts';

/** `unsupported`: by this browser or address; `unavailable`: the server may speak to no push service; `denied`: by the person, to the browser. */
export type DeviceState = 'unsupported' | 'unavailable' | 'denied' | 'off' | 'on';

export interface Device extends Pick<Action, 'busy' | 'failure'> {
  /** `null` until it is known. */
  state: Ref<DeviceState | null>;
  /** A screen or a program has no device of its own. */
  isPersons: ComputedRef<boolean>;
  turn: (on: boolean) => Promise<boolean>;
  /** Tells the server of this device again, where it is on. */
  keepUp: () => Promise<boolean>;
}

/** Whether and how this device is told while no page is open. */
export function useDevice(): Device {
  const { http, session } = useServices();
  const { locale } = useWords();
  const view = useView();
  const { choices } = useChoices();
  const { busy, failure, run } = useAction(() => locale.value);
  const state = ref<DeviceState | null>(null);
  let key: string | null = null;
  const isPersons = computed(() => session().kind === 'person');

  const look = async (): Promise<DeviceState> => {
    if (!isSupported()) return 'unsupported';
    key = await fetchPushKey(http);
    if (key === null) return 'unavailable';
    if (Notification.permission === 'denied') return 'denied';
    return (await subscriptionOfDevice()) === null ? 'off' : 'on';
  };
  const tell = async (subscription: PushSubscription): Promise<void> => {
    if (view.city === null) return;
    const wish = { city: view.city, groups: [...choices.groups], locale: locale.value };
    await subscribePush(http, { ...addressOf(subscription), ...wish });
  };
  /** What the server knows of the device follows the choices of its owner, and the city in view. */
  const keepUp = async (): Promise<void> => {
    const subscription = state.value === 'on' ? await subscriptionOfDevice() : null;
    if (subscription !== null) await tell(subscription);
  };
  onMounted(() => {
    if (isPersons.value)
      void run(async () => {
        state.value = await look();
        await keepUp();
      });
  });
  watch([() => choices.groups, () => view.city, locale], () => void run(keepUp));

  const switchOn = async (): Promise<void> => {
    // The browser asks the person; without an answer it stays off.
    const permission = await Notification.requestPermission();
    state.value = permission === 'denied' ? 'denied' : 'off';
    if (permission !== 'granted' || key === null) return;
    await tell(await subscribeDevice(key));
    state.value = 'on';
  };
  const switchOff = async (): Promise<void> => {
    await forgetDevice(http);
    state.value = 'off';
  };
  return { state, isPersons, busy, failure, turn: (on) => run(on ? switchOn : switchOff), keepUp: () => run(keepUp) };
}
