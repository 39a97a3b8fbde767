import { expect } from '@playwright/test';
import type { AreaLevel } from '../../server/contract/city.ts';
import type { Position } from '../../server/contract/geo.ts';
import { test } from './driver/sentences.ts';

/** In the old town, away from where whistles are blown; without stations a click there means the ground. */
const inTown: Position = [118.38, 31.33];
const noStations = 'hidden=stations.uncovered';

test('by pointer alone: each click goes one level down to the zone, each breadcrumb back up', async ({
  given,
  server,
}) => {
  const { zone } = await server.zoneAt(inTown);
  const screen = await given.aPage({ view: `?city=wuhu&${noStations}` });
  // Folded, so that it lies over no place that is clicked.
  await screen.page.getByRole('button', { name: screen.words.legend.collapse }).click();
  const heading = screen.page.getByRole('heading', { level: 1 });
  const city = await heading.textContent();
  const levels: AreaLevel[] = ['district', 'street', 'community'];
  for (const level of levels) {
    const { name } = await server.area(zone[level as 'district' | 'street' | 'community']);
    await screen.untilPointedAt(inTown, name);
    await screen.clickMap(inTown);
    await expect(heading).toHaveText(name);
    await screen.untilDrawn();
  }
  await screen.clickMap(inTown);
  const details = screen.page.getByRole('complementary', { name: screen.words.details.title });
  await expect(details).toContainText(zone.code);
  await expect(screen.page).toHaveURL(new RegExp(`sel=zone:${zone.index}`));
  const up = screen.page.getByRole('navigation', { name: screen.words.area.breadcrumb });
  await up.getByRole('button', { name: city!, exact: true }).click();
  await expect(heading).toHaveText(city!);
});

test('what the pointer rests on is named, and what is clicked opens', async ({ given, when, server }) => {
  const station = await server.stationAlone();
  const whistle = await when.aWhistleIsBlown('井盖松动 · 悬停');
  const [lng, lat] = station.position;
  const screen = await given.aPage({ view: `?city=wuhu#15/${lat}/${lng}` });
  await screen.untilPointedAt(station.position, station.name);
  await expect(screen.hoverCard).toContainText(screen.words.station.kinds[station.kind]);
  await screen.clickMap(station.position);
  const details = screen.page.getByRole('complementary', { name: screen.words.details.title });
  await expect(details).toContainText(station.name);
  await screen.press('Escape');
  await screen.page.getByRole('search').hover();
  await expect(screen.hoverCard).toHaveCount(0);

  // All whistles of these tests stand in one place; where marks are gathered the card counts them.
  const elsewhere = await given.aPage({
    locale: 'en',
    view: `?city=wuhu#13/${whistle.position[1]}/${whistle.position[0]}`,
  });
  const open = (await elsewhere.state()).open.length;
  const words = elsewhere.words.whistle.together.replace('{n}', String(open));
  await elsewhere.untilPointedAt(whistle.position, open === 1 ? whistle.title : words);
});

test('the legend says what is drawn: themes and layers are switched there, and a link keeps them', async ({
  given,
  server,
}) => {
  const station = await server.stationAlone();
  const screen = await given.aPage({ view: `?city=wuhu#14/${station.position[1]}/${station.position[0]}` });
  const legend = screen.page.getByRole('region', { name: screen.words.legend.title });
  const { layer, themes, unit } = screen.words.legend;
  const layers = () => screen.styleLayers();
  expect(await layers()).toContain('zone-fill-coverage');

  await legend.getByText(themes.load, { exact: true }).click();
  await expect(legend.getByText(unit.load)).toBeVisible();
  await expect.poll(layers).toContain('zone-fill-load');
  expect(await layers()).not.toContain('zone-fill-coverage');

  await legend.getByRole('button', { name: screen.words.legend.layers }).click();
  const box = (name: keyof typeof layer) => legend.getByRole('checkbox', { name: layer[name] });
  await box('uncovered').check();
  await expect.poll(() => screen.drawnIn('uncovered-fill')).toBeGreaterThan(0);
  await screen.untilPointedAt(station.position, station.name);
  await box('stations').uncheck();
  await expect(screen.page).toHaveURL(/theme=load.*hidden=stations/);
  await screen.untilPointedAt(station.position, (await server.area(station.district)).name);

  await screen.page.reload();
  await screen.untilDrawn();
  await expect.poll(layers).toContain('zone-fill-load');
  await expect.poll(() => screen.drawnIn('uncovered-fill')).toBeGreaterThan(0);
  await expect(legend.getByText(unit.load)).toBeVisible();
});
