import '@fontsource-variable/noto-sans-sc';
import type { Map as MapLibreMap } from 'maplibre-gl';
import { createPinia } from 'pinia';
import { createApp, type Component } from 'vue';
import { config } from 'zod';
import { createHttp } from './api/http.ts';
import App from './App.vue';
import { useCity } from './city/store.ts';
import { createLanguages } from './i18n/languages.ts';
import { useLive } from './live/store.ts';
import { createDrawn, exposeProbe } from './probe.ts';
import { servicesKey } from './services.ts';
import './ui/theme.css';
import './ui/page.css';
import './scene/map.css';
import { bindHistory } from './view/history.ts';
import { useSettings } from './view/settings.ts';
import { useView } from './view/store.ts';

// The page's policy forbids code from strings, which zod would otherwise try.
config({ jitless: true });

const nowMs = (): number => Date.now();
const drawn = createDrawn(nowMs);
let map: MapLibreMap | null = null;
const root: Component = App;
const app = createApp(root, { drawn, onMap: (made: MapLibreMap | null) => (map = made) });
app.provide(servicesKey, { http: createHttp(fetch.bind(globalThis)), newId: () => crypto.randomUUID(), nowMs });
app.use(createPinia());
app.use(createLanguages(useSettings().locale));
bindHistory(useView(), window);
void useCity().load();
const live = useLive();
exposeProbe(window, { map: () => map, state: () => live.state, drawn });
app.mount('#app');
