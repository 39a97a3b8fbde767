import { expect } from '@playwright/test';
import { problemCatalogue } from '../../server/contract/problem.ts';
import { test } from './driver/sentences.ts';

test('a choice that looks like a button stays one under the mouse; the skip link appears with the focus', async ({
  given,
}) => {
  const screen = await given.aPage();
  const skip = screen.page.getByRole('link', { name: screen.words.app.skipToList });
  await expect.poll(async () => (await skip.boundingBox())?.width).toBe(1);
  await screen.tabTo('.skip');
  await expect.poll(async () => (await skip.boundingBox())?.width).toBeGreaterThan(50);
  const choice = screen.page.locator('label', { has: screen.page.locator('input[name=theme]') }).nth(1);
  const before = await choice.boundingBox();
  await choice.click();
  const radio = choice.locator('input');
  await expect(radio).toBeFocused();
  expect((await radio.boundingBox())?.width).toBe(1);
  expect((await choice.boundingBox())?.x).toBe(before?.x);
});

test('Escape closes the making of a figure before it leaves the area', async ({ given }) => {
  const screen = await given.aPage({ view: '?city=wuhu&area=340202' });
  const source = screen.page.locator('#figure-source').getByText(screen.words.figures.formula, { exact: true });
  await screen.page.getByRole('button', { name: screen.words.figures.onTime }).click();
  await expect(source).toBeVisible();
  await screen.press('Escape');
  await expect(source).toHaveCount(0);
  await expect(screen.page).toHaveURL(/area=340202/);
  await screen.press('Escape');
  await expect(screen.page).not.toHaveURL(/area=/);
});

test('a form that is not complete leads to what is missing, and forgets what was refused once it is changed', async ({
  given,
  server,
}) => {
  const screen = await given.aPage();
  const { page, words } = screen;
  await page.getByRole('button', { name: words.call.open, exact: true }).first().click();
  const form = page.getByRole('form', { name: words.call.title });
  const send = form.getByRole('button', { name: words.call.send, exact: true });
  await send.click();
  await expect(form.getByRole('combobox', { name: words.call.item })).toBeFocused();
  await form.getByRole('button', { name: words.call.otherMatter }).click();
  await send.click();
  await expect(form.getByRole('textbox', { name: words.call.what })).toBeFocused();
  await page.keyboard.type('占道经营');
  await form.getByText('公安局', { exact: true }).click();
  await send.click();
  await expect(form.getByRole('group', { name: words.call.place })).toBeFocused();
  const [west, south] = (await server.city()).bbox;
  await screen.clickMap([west - 0.02, south + 0.3]);
  // Said while pointing, not only when it is sent.
  const place = form.getByRole('group', { name: words.call.place });
  await expect(place).toContainText(problemCatalogue['position-outside-city'].zh);
  await send.click();
  await expect(form.getByRole('alert')).toBeVisible();
  await screen.clickMap([118.38, 31.33]);
  await expect(place).toContainText('镜湖区');
  await expect(form.getByRole('alert')).toHaveCount(0);
});

test('a form that is opened again and again leaves the map as near as it was, whatever is moved meanwhile', async ({
  given,
}) => {
  const screen = await given.aPage();
  const { page, words } = screen;
  const zoom = (): Promise<number> => page.evaluate(() => window.__shaotu!.map!.getZoom());
  const before = await zoom();
  const form = page.getByRole('form', { name: words.call.title });
  for (let round = 0; round < 3; round++) {
    await page.getByRole('button', { name: words.call.open, exact: true }).first().click();
    await expect(form).toBeVisible();
    await expect.poll(zoom).toBeLessThan(before - 0.1);
    await page.evaluate(() => window.__shaotu!.map!.panBy([60, 0], { duration: 0 }));
    await page.keyboard.press('Escape');
    await expect(form).toHaveCount(0);
    await expect.poll(async () => Math.abs((await zoom()) - before)).toBeLessThan(0.01);
  }
});

test('the middle of the map is that of what is seen beside the form, and the card takes the keyboard after the call', async ({
  given,
  server,
}) => {
  const screen = await given.aPage();
  const { page, words } = screen;
  await page.getByRole('button', { name: words.call.open, exact: true }).first().click();
  const form = page.getByRole('form', { name: words.call.title });
  await form.getByRole('button', { name: words.call.otherMatter }).click();
  await form.getByRole('button', { name: words.call.placeAtCentre }).click();
  const place = form.getByRole('group', { name: words.call.place }).locator('output');
  await expect(place).toHaveText(/\d+\.\d+, /);
  const [lng, lat] = /(\d+\.\d+), (\d+\.\d+)/
    .exec(await place.innerText())!
    .slice(1)
    .map(Number) as [number, number];
  const map = (await page.locator('#map').boundingBox())!;
  const left = (await page.locator('.form').boundingBox())!.x - map.x;
  const x = await page.evaluate(([a, b]) => window.__shaotu!.map!.project([a, b]).x, [lng, lat] as const);
  expect(Math.abs(x - left / 2)).toBeLessThan(30);
  await form.getByRole('textbox', { name: words.call.what }).fill('占道经营');
  await form.getByText('公安局', { exact: true }).click();
  await form.getByRole('button', { name: words.call.send, exact: true }).click();
  await expect(page.locator('.details')).toBeFocused();
  // What was blown here lies under nobody else's pointer.
  const id = new URL(page.url()).searchParams.get('sel')!.replace('whistle:', '');
  const { version } = await server.ask<{ version: number }>('GET', `/whistles/${id}`);
  await server.ask(
    'POST',
    `/whistles/${id}/merge`,
    { into: (await server.blow('占道经营')).id },
    { 'if-match': `"${version}"` },
  );
});

test('on a phone the map stays in sight above the form, and a tap on it gives the place', async ({ given, server }) => {
  const screen = await given.aPage({ size: 'phone' });
  await screen.page.getByRole('button', { name: screen.words.call.open, exact: true }).tap();
  await screen.untilDrawn();
  // The form's own button is the only one of that name.
  await expect(screen.page.getByRole('button', { name: screen.words.call.open, exact: true })).toHaveCount(1);
  const [form, map] = [screen.page.locator('.form'), screen.page.locator('#map')];
  const [{ y: formTop }, { x, y, width }] = [(await form.boundingBox())!, (await map.boundingBox())!];
  const [west, south, east, north] = (await server.city()).bbox;
  const middle = [(west + east) / 2, (south + north) / 2] as const;
  const seenAt = () => screen.page.evaluate(([lng, lat]) => window.__shaotu!.map!.project([lng, lat]).y, middle);
  await expect.poll(async () => Math.abs((await seenAt()) - (formTop - y) / 2)).toBeLessThan(20);
  const place = form.getByRole('group', { name: screen.words.call.place }).locator('output');
  // A busy machine can lose a tap; a person taps again.
  await expect(async () => {
    await screen.page.touchscreen.tap(x + width / 2, (y + formTop) / 2);
    await expect(place).toHaveText(/\d+\.\d+, /, { timeout: 2000 });
  }).toPass();
});

for (const [size, locale] of [
  ['wall', 'zh-CN'],
  ['phone', 'en'],
] as const)
  test(`where the data come from can be read without scrolling sideways: ${size}, ${locale}`, async ({ given }) => {
    const screen = await given.aPage({ size, locale });
    await screen.page.getByRole('button', { name: screen.words.marks.synthetic }).click();
    const dialog = screen.page.getByRole('dialog');
    await expect(dialog.getByText(screen.words.about.layers.zones, { exact: false }).first()).toBeVisible();
    const tooWide = await dialog.evaluate(
      (d) =>
        [d, ...d.querySelectorAll('*')].filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0).length,
    );
    expect(tooWide).toBe(0);
  });
