import { watch } from 'vue';
import { formatView } from './url.ts';
import type { useView } from './store.ts';

/**
 * Keeps the address and the view the same. Drilling and selecting make a step that the back button undoes; panning and
 * switching layers only rewrite the present one, and so does putting right what cannot be shown: going back must not lead
 * to it again.
 */
export function bindHistory(store: ReturnType<typeof useView>, page: Window): void {
  store.restore(page.location.search, page.location.hash);
  let fromHistory = false;
  page.addEventListener('popstate', () => {
    fromHistory = true;
    store.restore(page.location.search, page.location.hash);
  });
  const place = (): string =>
    JSON.stringify([store.view.city, store.view.area, store.view.selected, store.view.scores, store.view.scored]);
  let before = place();
  let corrected = store.corrections;
  watch(
    () => formatView(store.view),
    (text) => {
      const now = place();
      const known = JSON.parse(before) as [string | null, ...unknown[]];
      const drilled = now !== before && known[0] !== null && !fromHistory && store.corrections === corrected;
      before = now;
      fromHistory = false;
      corrected = store.corrections;
      const address = `${page.location.pathname}${text}`;
      if (drilled) page.history.pushState(null, '', address);
      else page.history.replaceState(null, '', address);
    },
  );
}
