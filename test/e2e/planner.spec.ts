import { expect } from '@playwright/test';
import type { WalkCompound, WalkSummary } from '../../server/contract/walking.ts';
import { restingCoverage } from '../../client/coverage/layer.ts';
import { problemCatalogue } from '../../server/contract/problem.ts';
import { latticeOsm } from '../support/walk-city.ts';
import { test } from './driver/sentences.ts';

for (const [size, locale, scheme] of [
  ['wall', 'zh-CN', 'dark'],
  ['phone', 'en', 'light'],
] as const)
  test(`a planner sees who is not reached on foot, and why: ${size}`, async ({ given, then, server }) => {
    const { city } = await server.ask<WalkSummary>('GET', '/coverage/walking');
    const { compounds } = await server.ask<{ compounds: WalkCompound[] }>('GET', '/coverage/walking/compounds');
    const screen = await given.aPage({ size, locale, scheme, view: 'planner' });
    const { page, words } = screen;
    const rates = page.getByRole('region', { name: words.planner.question.replace('{n}', '15') });
    await expect(rates).toContainText(`${((100 * city.walkPeople) / city.people).toFixed(2)}%`);
    await expect(rates).toContainText(`${((100 * city.straightPeople) / city.people).toFixed(2)}%`);
    await then.axeFindsNothingSerious(screen);

    // Most people first; by keyboard into the first row, and its reason.
    const unreached = compounds.filter((c) => c.unreachedPeople > 0);
    const worst = Math.max(...unreached.map((c) => c.unreachedPeople));
    const table = page.getByRole('table', { name: words.planner.compounds });
    await expect(table).toHaveAttribute('aria-rowcount', String(unreached.length + 1));
    const first = table.getByRole('row').nth(1);
    await expect(first).toContainText(worst.toLocaleString('en-US'));
    await first.getByRole('button').focus();
    await page.keyboard.press('Enter');
    const card = page.getByRole('complementary', { name: words.details.title });
    const code = new URL(page.url()).searchParams.get('sel')!.replace('compound:', '');
    const chosen = compounds.find((c) => c.code === code)!;
    expect(chosen.unreachedPeople).toBe(worst);
    await expect(card).toContainText(((chosen.metres! * 60) / 4000).toFixed(1));
    await expect(card).toContainText(words.planner.detourFactor);
    await then.axeFindsNothingSerious(screen);
    if (size === 'wall') {
      // The walk is drawn where it goes.
      await expect
        .poll(() => page.evaluate(() => window.__shaotu!.map!.queryRenderedFeatures({ layers: ['walk-path'] }).length))
        .toBeGreaterThan(0);
    }
    await page.keyboard.press('Escape');
    await expect(card).toHaveCount(0);

    // Who walks more slowly reaches less; the address keeps it.
    const slow = await server.ask<WalkSummary>('GET', '/coverage/walking?profile=elderly');
    await rates.getByText(words.planner.profiles.elderly, { exact: true }).click();
    await expect(rates).toContainText(`${((100 * slow.city.walkPeople) / slow.city.people).toFixed(2)}%`);
    await expect(page).toHaveURL(/walk=elderly/);
    expect(screen.errors).toEqual([]);
  });

test('the planner’s figure and map follow a station that goes out of service, without a reload', async ({
  given,
  server,
}) => {
  const station = await server.stationAlone();
  const before = await server.ask<WalkSummary>('GET', '/coverage/walking');
  const screen = await given.aPage({ view: 'planner' });
  const { page, words } = screen;
  const rates = page.getByRole('region', { name: words.planner.question.replace('{n}', '15') });
  const said = ({ city }: WalkSummary): string => `${((100 * city.walkPeople) / city.people).toFixed(2)}%`;
  await expect(rates).toContainText(said(before));
  await server.switchStation(station, false);
  try {
    await expect.poll(async () => (await server.ask<WalkSummary>('GET', '/coverage/walking')).stations).toBe(779);
    const after = await server.ask<WalkSummary>('GET', '/coverage/walking');
    expect(after.city.walkPeople).toBeLessThan(before.city.walkPeople);
    const unreached = (w: WalkSummary): number => w.city.people - w.city.walkPeople;
    expect(unreached(after)).toBeGreaterThan(unreached(before));
    // Of the zone where the station stands somebody is not reached any more, and it is drawn so.
    await expect.poll(() => screen.coverageClass(station.zone)).toBeLessThan(restingCoverage);
    await expect(rates).toContainText(said(after));
  } finally {
    await server.switchStation(station, true);
  }
  await expect(rates).toContainText(said(before));
});

test('a station that closed while the planner’s page was away has left its figure when it is back', async ({
  given,
  when,
  server,
}) => {
  const station = await server.stationAlone();
  const screen = await given.aPage({ view: 'planner' });
  const rates = screen.page.getByRole('region', { name: screen.words.planner.question.replace('{n}', '15') });
  const walks = async (): Promise<string> => {
    const { city } = await server.ask<WalkSummary>('GET', '/coverage/walking');
    return `${((100 * city.walkPeople) / city.people).toFixed(2)}%`;
  };
  const before = await walks();
  await expect(rates).toContainText(before);
  await when.theServerStops();
  await when.aStationClosesUnseen(station);
  await when.theServerIsBack();
  await expect(rates).not.toContainText(before);
  await expect(rates).toContainText(await walks());
  await when.aStationOpens(station);
  await expect(rates).toContainText(before);
});

for (const [size, locale, scheme] of [
  ['wall', 'en', 'dark'],
  ['phone', 'zh-CN', 'light'],
] as const)
  test(`a city without a network is given one, and what is no extract is refused in words: ${size}`, async ({
    given,
    then,
    server,
  }) => {
    const city = `walkable-${size}`;
    await server.aCityWithoutPeople(city);
    const screen = await given.aPage({ size, locale, scheme, view: `planner?city=${city}` });
    const { page, words } = screen;
    await expect(page.getByRole('alert').filter({ hasText: words.planner.failed.split('{')[0]! })).toBeVisible();
    if (size === 'phone') await page.getByRole('button', { name: words.pane.area }).click();
    await page.getByRole('button', { name: words.network.open, exact: true }).click();
    const dialog = page.getByRole('dialog', { name: words.network.title });
    await expect(dialog).toContainText(words.network.none);
    await then.axeFindsNothingSerious(screen);

    const send = async (name: string, text: string): Promise<void> => {
      await dialog.getByLabel(words.network.file, { exact: true }).setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) }); // prettier-ignore
      await dialog.getByLabel(words.network.date, { exact: true }).fill('2026-11-30');
      await dialog.getByRole('button', { name: words.network.store }).click();
    };
    await send('zones.geojson', '{}');
    await expect(dialog.getByRole('alert')).toContainText(
      problemCatalogue['osm-unknown'][locale === 'en' ? 'en' : 'zh'],
    );
    await send('walkville.osm', latticeOsm());
    await expect(dialog.getByRole('status').filter({ hasText: words.network.stored.split('{')[0]! })).toBeVisible();
    await expect(dialog).toContainText('OpenStreetMap');
    await expect(dialog).toContainText('2026-11-30');
    await then.axeFindsNothingSerious(screen);
    // The page behind it follows without a reload.
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole('alert').filter({ hasText: words.planner.failed.split('{')[0]! })).toHaveCount(0);
    expect(screen.errors).toEqual([]);
  });
