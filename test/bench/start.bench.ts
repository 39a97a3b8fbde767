import type {} from '../../client/probe.ts';
import type { Browser } from '@playwright/test';
import { rowOf, type Row, type Timing, type Wanted } from './harness.ts';
import { buildBare, enter, openBrowser, percentile, serveBare, startHouse, withDataDir, type House } from './house.ts';

export const names = ['start.second', 'start.zones'];

const rounds = 11;
/** Where both pages look: the old town and the river, with some thousand zones in view. */
const camera = { lng: 118.37, lat: 31.33, zoom: 12.5 };

const timingOf = (times: number[]): Timing => ({
  medianMs: percentile(times, 0.5),
  fastestMs: Math.min(...times),
  slowestMs: Math.max(...times),
  repeats: times.length,
  sink: times.length,
});

/** Database there, client built: from the start of the process to the answer of /readyz. */
async function secondStart(dataDir: string): Promise<Row> {
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const house = await startHouse(dataDir);
    times.push(house.readyMs);
    await house.stop();
  }
  return rowOf('start.second', timingOf(times), undefined, 'process start to /readyz; at most 5,000 ms are asked');
}

interface Drawn {
  ms: number;
  zones: number;
  /** Of the map in the window: `left,top,width,height`, pixels. */
  box: string;
}

/** Opens an address in a fresh profile; resolves with the time from navigation to the first frame that shows zones. */
async function untilZones(browser: Browser, url: string, house: House, bareDir: string): Promise<Drawn> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await enter(page, house);
  await serveBare(page, house.url, bareDir);
  // tsx names functions through a helper that the page does not have.
  await page.addInitScript('globalThis.__name = (f) => f');
  await page.addInitScript(() => {
    const look = (): void => {
      const map = window.__shaotu?.map ?? window.bare?.map;
      if (map?.isStyleLoaded() === true && map.isSourceLoaded('zones')) {
        const fill = window.bare ? 'zones' : 'zone-fill-coverage';
        const isSeen = map.getPaintProperty(fill, 'fill-opacity') !== 0;
        const seen = isSeen ? map.queryRenderedFeatures({ layers: [fill] }) : [];
        const zones = new Set(seen.map((f) => f.id)).size;
        if (zones > 0) {
          const ms = performance.now();
          const { left, top, width, height } = map.getContainer().getBoundingClientRect();
          const box = [left, top, width, height].join();
          (window as unknown as { zonesAt: Drawn }).zonesAt = { ms, zones, box };
          return;
        }
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.goto(url);
  const drawn = await page.waitForFunction(() => (window as unknown as { zonesAt?: Drawn }).zonesAt, undefined, {
    timeout: 60_000,
  });
  const result = (await drawn.jsonValue()) as Drawn;
  await context.close();
  return result;
}

async function zonesDrawn(dataDir: string): Promise<Row> {
  const bareDir = await buildBare(dataDir);
  const house = await startHouse(dataDir);
  const browser = await openBrowser();
  const { lng, lat, zoom } = camera;
  const tiles = encodeURIComponent(`${house.url}/api/v1/cities/wuhu/tiles/zones.json`);
  const ours = `${house.url}/?city=wuhu#${zoom}/${lat}/${lng}`;
  const peer = `${house.url}/bare/index.html?tiles=${tiles}&lng=${lng}&lat=${lat}&zoom=${zoom}`;
  const times = { ours: [] as Drawn[], peer: [] as Drawn[] };
  try {
    // A first look warms the server's tiles and the disk, and says how large our map is.
    const { box } = await untilZones(browser, ours, house, bareDir);
    await untilZones(browser, `${peer}&box=${box}`, house, bareDir);
    for (let round = 0; round < rounds; round++) {
      times.ours.push(await untilZones(browser, ours, house, bareDir));
      times.peer.push(await untilZones(browser, `${peer}&box=${box}`, house, bareDir));
    }
  } finally {
    await browser.close();
    await house.stop();
  }
  const [oursMs, peerMs] = [times.ours.map((d) => d.ms), times.peer.map((d) => d.ms)];
  const counts = [times.ours.at(-1)!.zones, times.peer.at(-1)!.zones];
  const agree = Math.abs(counts[0]! - counts[1]!) <= 0.02 * counts[1]!;
  const share = percentile(oursMs, 0.5) / percentile(peerMs, 0.5);
  return rowOf(
    'start.zones',
    timingOf(oursMs),
    { name: 'MapLibre alone, same tiles, same box', timing: timingOf(peerMs), agree },
    `navigation to zones drawn, ${share.toFixed(2)} × the peer (1.3 asked); ${counts.join(' and ')} zones in view`,
  );
}

export const rows = (wanted: Wanted): Promise<Row[]> =>
  withDataDir(async (dataDir) => {
    const first = await startHouse(dataDir);
    await first.stop();
    const made: Row[] = [];
    if (wanted('start.second')) made.push(await secondStart(dataDir));
    if (wanted('start.zones')) made.push(await zonesDrawn(dataDir));
    return made;
  });
