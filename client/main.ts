import '@fontsource-variable/noto-sans-sc';
import type { Map as MapLibreMap } from 'maplibre-gl';
import { createPinia } from 'pinia';
import { createApp, defineAsyncComponent, type Component } from 'vue';
import { createHttp } from './api/http.ts';
import { fetchSession, openDisplay } from './api/session.ts';
import { problemParameter, type Session } from '../server/contract/people.ts';
import { problemCatalogue, type ProblemCode } from '../server/contract/problem.ts';
import App from './App.vue';
import { useCity } from './city/store.ts';
import { openDoor } from './people/door.ts';
import { createLanguages } from './i18n/languages.ts';
import { useLive } from './live/store.ts';
import { createDrawn, exposeProbe } from './probe.ts';
import { servicesKey } from './services.ts';
import { isPhone } from './ui/phone.ts';
import './ui/theme.css';
import './ui/page.css';
import './scene/map.css';
import { bindHistory } from './view/history.ts';
import { useFirstSight } from './view/first-sight.ts';
import { ownArea } from './view/own-area.ts';
import { useSettings } from './view/settings.ts';
import { useView } from './view/store.ts';

const nowMs = (): number => Date.now();
const drawn = createDrawn(nowMs);
let map: MapLibreMap | null = null;
const root: Component = App;
const mapRoom = import('./scene/CityMap.vue');
let cityMap: Component = defineAsyncComponent(() => mapRoom);
const app = createApp(root, { drawn, cityMap: () => cityMap, onMap: (made: MapLibreMap | null) => (map = made) });
const pinia = createPinia();
app.use(pinia);
const settings = useSettings();
let csrf: string | null = null;
let session: Session | null = null;
// The address holds the view: whoever comes back through the door finds it as it was.
const leave = (): void => {
  if (session !== null) location.reload();
};
const http = createHttp(fetch.bind(globalThis), {
  language: () => settings.locale,
  csrf: () => csrf,
  onSignedOut: leave,
});
app.provide(servicesKey, { http, newId: () => crypto.randomUUID(), nowMs, session: () => session!, leave });
app.use(createLanguages(settings.locale));
const view = useView();
bindHistory(view, window);
const live = useLive();
exposeProbe(window, { map: () => map, state: () => live.state, drawn });

// Where the map is in sight from the start, it is opened before the page is first painted, so that its workers and tiles
// are on their way meanwhile; on a phone the list comes first and waits for nothing.
const firstSight = useFirstSight();
const mapFirst = !isPhone();
// A link to an area without a camera needs the areas before it knows where to look.
if (mapFirst && (view.area === null || view.camera !== null)) firstSight.begin();
const city = useCity();
const cities = city.load();
const problem = problemInAddress();
session = await enter();
csrf = session?.csrf ?? null;
if (session !== null) openOwnArea(session);
if (session === null || session.mustChange) knock();
else {
  if (mapFirst) {
    const [{ default: ready }] = await Promise.all([mapRoom, cities]);
    cityMap = ready;
    if (city.city === null) firstSight.end();
  }
  app.mount('#app');
}

/** A screen's link carries its token, which goes at once from the address into a cookie that no script can read. */
async function enter(): Promise<Session | null> {
  const address = new URL(location.href);
  const token = address.searchParams.get('display');
  if (token === null) return fetchSession(http).catch(() => null);
  address.searchParams.delete('display');
  history.replaceState(history.state, '', address);
  const opened = await openDisplay(http, token).catch(() => null);
  // What was asked for before the screen was known was refused.
  if (opened !== null) await city.load();
  return opened;
}

/** Whoever works in one area begins there, unless the address says where. */
function openOwnArea({ grants }: Session): void {
  const own = ownArea(grants, view.city);
  if (own === null || view.area !== null || view.camera !== null || view.selected !== null) return;
  view.correct({ city: own.city, area: own.area });
}

/** Why a sign-in through the service failed: it goes from the address, which would say so again with every visit. */
function problemInAddress(): ProblemCode | null {
  const address = new URL(location.href);
  const code = address.searchParams.get(problemParameter);
  if (code === null) return null;
  address.searchParams.delete(problemParameter);
  history.replaceState(history.state, '', address);
  return Object.hasOwn(problemCatalogue, code) ? (code as ProblemCode) : null;
}

/** Nobody is signed in: the door, and behind it the same address again. */
function knock(): void {
  const onSignedIn = (): void => location.reload();
  const props = { http, session, problem, csrf: (token: string | null) => (csrf = token), onSignedIn };
  openDoor(props, settings.locale, pinia);
}
