import '@fontsource-variable/noto-sans-sc';
import type { Map as MapLibreMap } from 'maplibre-gl';
import { createPinia } from 'pinia';
import { createApp, defineAsyncComponent, type Component } from 'vue';
import { createHttp } from './api/http.ts';
import type { FailureCode } from './api/problem.ts';
import App from './App.vue';
import { useCity } from './city/store.ts';
import { createLanguages } from './i18n/languages.ts';
import { useLive } from './live/store.ts';
import { takeFromAddress } from './people/address.ts';
import { useSession } from './people/store.ts';
import { createDrawn, exposeProbe } from './probe.ts';
import { servicesKey } from './services.ts';
import './ui/theme.css';
import './ui/page.css';
import './scene/map.css';
import { bindHistory } from './view/history.ts';
import { useFirstSight } from './view/first-sight.ts';
import { useSettings } from './view/settings.ts';
import { useView } from './view/store.ts';

const nowMs = (): number => Date.now();
const drawn = createDrawn(nowMs);
let map: MapLibreMap | null = null;
const root: Component = App;
const mapRoom = import('./scene/CityMap.vue');
let cityMap: Component = defineAsyncComponent(() => mapRoom);
const app = createApp(root, { drawn, cityMap: () => cityMap, onMap: (made: MapLibreMap | null) => (map = made) });
app.use(createPinia());
const settings = useSettings();
const refused = (code: FailureCode): void => useSession().refused(code);
const http = createHttp(fetch.bind(globalThis), {
  language: () => settings.locale,
  csrf: () => useSession().csrf,
  refused,
});
app.provide(servicesKey, { http, newId: () => crypto.randomUUID(), nowMs, refused });
app.use(createLanguages(settings.locale));
const brought = takeFromAddress(window);
const session = useSession();
// A wall's link comes before everything that needs its rights; nobody else waits to be known.
if (brought.display !== null) await session.signInDisplay(brought.display);
else void session.load();
if (brought.problem !== null) session.tell(brought.problem);
const view = useView();
bindHistory(view, window);
const live = useLive();
exposeProbe(window, { map: () => map, state: () => live.state, drawn });

// Where the map is in sight from the start, it is opened before the page is first painted, so that its workers and tiles
// are on their way meanwhile; on a phone the list comes first and waits for nothing.
const firstSight = useFirstSight();
const mapFirst = matchMedia('(min-width: 761px)').matches;
// A link to an area without a camera needs the areas before it knows where to look.
if (mapFirst && (view.area === null || view.camera !== null)) firstSight.begin();
const city = useCity();
const cities = city.load();
if (mapFirst) {
  const [{ default: ready }] = await Promise.all([mapRoom, cities]);
  cityMap = ready;
  if (city.city === null) firstSight.end();
}
app.mount('#app');
