import { expect } from '@playwright/test';
import { test } from './driver/sentences.ts';

test('the page opens on the city: zones on the map, areas and stations from the stream', async ({ given, server }) => {
  const screen = await given.aPage();
  expect(await screen.zones()).toBeGreaterThan(1000);
  const { stations } = await screen.state();
  expect(stations.length).toBe((await server.stations()).length);
  await expect(screen.page.getByRole('heading', { level: 1 })).toHaveText((await server.city()).name);
});

test('the page fits a phone: the list first, the map one tap away', async ({ given }) => {
  const screen = await given.aPage({ size: 'phone' });
  await expect(screen.page.locator('#list')).toBeVisible();
  await screen.page.getByRole('button', { name: screen.words.pane.map, exact: true }).tap();
  await screen.untilDrawn();
  await screen.page.getByRole('button', { name: screen.words.map.zoomIn }).tap();
  await expect.poll(() => screen.zones()).toBeGreaterThan(100);
  const hiddenPixels = await screen.page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  expect(hiddenPixels).toBe(0);
});

test('nothing is asked of anybody but the server: pages, tiles, fonts, sockets', async ({ given, then, server }) => {
  const screen = await given.aPage();
  const { host } = new URL(server.url);
  expect(screen.traffic.asked.some((a) => a.endsWith('.mvt'))).toBe(true);
  expect(screen.traffic.asked.some((a) => a.startsWith(`ws://${host}/live`))).toBe(true);
  await then.nothingLeft(screen, server.url);
});

for (const { locale, other, lang } of [
  { locale: 'zh-CN', other: 'en', lang: 'en' },
  { locale: 'en', other: 'zh-CN', lang: 'zh-CN' },
] as const)
  test(`the page speaks the browser’s language (${locale}) and changes to the other (${other})`, async ({ given }) => {
    const screen = await given.aPage({ locale });
    const html = screen.page.locator('html');
    await expect(html).toHaveAttribute('lang', locale);
    await expect(screen.page.getByText(screen.words.figures.onTime, { exact: true }).first()).toBeVisible();
    await screen.page.getByRole('button', { name: screen.words.settings.languageLabel }).click();
    await expect(html).toHaveAttribute('lang', lang);
    await screen.page.reload();
    await expect(html).toHaveAttribute('lang', lang);
  });

test('light and dark follow the system until somebody chooses', async ({ given }) => {
  const screen = await given.aPage({ scheme: 'light' });
  const ground = () => screen.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const html = screen.page.locator('html');
  await expect(html).toHaveAttribute('data-scheme', 'light');
  const light = await ground();
  await screen.page.emulateMedia({ colorScheme: 'dark' });
  await expect(html).toHaveAttribute('data-scheme', 'dark');
  await expect.poll(ground).not.toBe(light);
  await screen.page.getByRole('button', { name: screen.words.settings.scheme }).click();
  await expect(html).toHaveAttribute('data-scheme', 'light');
  await screen.page.reload();
  await expect(html).toHaveAttribute('data-scheme', 'light');
});
