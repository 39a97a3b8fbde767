import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { Who } from '../../server/contract/sign-in.ts';
import { ApiError, type FailureCode } from '../api/problem.ts';
import * as api from '../api/session.ts';
import { useCity } from '../city/store.ts';
import { useLive } from '../live/store.ts';
import { useServices } from '../services.ts';

/** `out`: the sign-in screen is shown; `new-password`: nothing else can be done before. */
export type Standing = 'unknown' | 'out' | 'new-password' | 'in';

/** Who is signed in on this page. The server knows; the page asks it and hears when it says no. */
export const useSession = defineStore('session', () => {
  const { http } = useServices();
  const who = shallowRef<Who | null>(null);
  const standing = ref<Standing>('unknown');
  /** Why the sign-in screen is there, where that is not the first visit. */
  const reason = ref<FailureCode | null>(null);
  /** What was just typed, so that a forced change does not ask for it again. */
  let typed: string | null = null;
  /** Whose data the page holds. */
  let heldFor: string | null = null;

  /** Another person must find nothing of the one before: the page begins anew. */
  const take = (next: Who): void => {
    if (heldFor !== null && heldFor !== next.id) {
      location.reload();
      return;
    }
    who.value = next;
    standing.value = next.mustChange ? 'new-password' : 'in';
    reason.value = null;
    if (next.mustChange) return;
    typed = null;
    heldFor = next.id;
  };
  /** Takes up again what was refused before. */
  const enter = (next: Who): void => {
    take(next);
    if (standing.value !== 'in') return;
    const city = useCity();
    if (city.cities === null) void city.load();
    useLive().wake();
  };
  const lose = (code: FailureCode | null): void => {
    who.value = null;
    if (standing.value === 'in') reason.value = code;
    standing.value = 'out';
  };
  /** Asks the server who is signed in; a server that does not answer is the live connection's matter. */
  const load = async (): Promise<void> => {
    await api.fetchWho(http).then(take, (error: unknown) => {
      if (error instanceof ApiError && error.code === 'sign-in-needed') lose(error.code);
    });
  };
  const refused = (code: FailureCode): void => {
    if (code === 'sign-in-needed') lose(code);
    if (code === 'password-must-change' || code === 'csrf-wrong') void load();
  };

  const signIn = async (login: string, password: string): Promise<void> => {
    typed = password;
    enter(await api.signIn(http, login, password));
  };
  /** A wall's link; where it no longer works, the sign-in screen says so. */
  const signInDisplay = async (secret: string): Promise<void> => {
    await api.signInDisplay(http, secret).then(take, (error: unknown) => {
      lose(null);
      reason.value = error instanceof ApiError ? error.code : null;
    });
  };
  const setPassword = async (password: string | null, newPassword: string): Promise<void> => {
    enter(await api.setPassword(http, password ?? typed ?? '', newPassword));
  };
  const signOut = async (): Promise<void> => {
    await api.signOut(http);
    location.reload();
  };
  const tell = (code: FailureCode): void => void (reason.value = code);
  return {
    who,
    standing,
    reason,
    csrf: computed(() => who.value?.csrf ?? null),
    /** False where a forced change must ask for the present password, since the page was opened anew. */
    knowsPassword: (): boolean => typed !== null,
    isAdministrator: computed(
      () => who.value?.grants.some((g) => g.role === 'administrator' && g.city === null) ?? false,
    ),
    load,
    refused,
    signIn,
    signInDisplay,
    setPassword,
    signOut,
    tell,
  };
});
