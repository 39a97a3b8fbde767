import type { InjectionKey, Ref } from 'vue';

/** Whether a dialog shows something that is gone once it is closed: it then closes only when that has been seen. */
export const heldOpen: InjectionKey<Ref<boolean>> = Symbol('held open');
