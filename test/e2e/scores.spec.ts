import { expect } from '@playwright/test';
import type { Scores } from '../../server/contract/score.ts';
import type { Whistle } from '../../server/contract/whistle.ts';
import type { CityServer } from './driver/city-server.ts';
import { test } from './driver/sentences.ts';

/** A whistle that went all the way and was graded: 2 for speed, 5 for quality. */
async function aGradedWhistle(server: CityServer, title: string): Promise<Whistle> {
  const whistle = await server.blow(title);
  const step = (path: string, body: object = {}) => server.ask('POST', `/whistles/${whistle.id}/${path}`, body);
  for (const { department } of whistle.departments) await step('report-in', { department });
  for (const path of ['resolve', 'verify', 'close']) await step(path);
  for (const { department } of whistle.departments) await step('evaluate', { department, speed: 2, quality: 5 });
  return whistle;
}

for (const size of ['wall', 'phone'] as const)
  test(`a score opens its formula and its whistles, which open on the map: ${size}`, async ({
    given,
    then,
    server,
  }) => {
    const whistle = await aGradedWhistle(server, `评过分 ${size}`);
    const [department] = whistle.departments.map((d) => d.department);
    const screen = await given.aPage({ size, view: '?city=wuhu' });
    const { page, words } = screen;
    const { scores } = words;
    const nav = page.getByRole('navigation', { name: words.app.nav });
    if (size === 'phone') await nav.getByRole('button', { name: words.pane.area }).click();
    await page.getByRole('button', { name: scores.open }).click();
    const view = page.getByRole('region', { name: scores.title });
    await expect(view).toBeFocused();
    await expect(page).toHaveURL(/scores=now/);

    const { departments } = await server.ask<Scores>('GET', '/scores');
    const line = departments.find((d) => d.department === department)!;
    const number = (figure: keyof typeof scores.figures) =>
      view.getByRole('button', { name: `${department!} · ${scores.figures[figure]}:` });
    await expect(number('composite')).toContainText(line.composite!.toFixed(1));
    await number('composite').click();
    const making = view.getByRole('group', { name: `${department!} · ${scores.figures.composite}` });
    await expect(making).toContainText('（速度均分 + 质量均分）÷ 2 × 20');
    await expect(page).toHaveURL(/scored=composite/);
    await then.axeFindsNothingSerious(screen);

    await making.getByRole('button', { name: whistle.title }).click();
    await expect(page.getByRole('complementary', { name: words.details.title })).toContainText(whistle.title);
    await expect(view).toHaveCount(0);
    await page.goBack();
    await expect(making).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(making).toHaveCount(0);
    await page.keyboard.press('Escape');
    await expect(view).toHaveCount(0);
  });

test('the table is put in order and left by keyboard, and a link leads back to a period', async ({ given, server }) => {
  await aGradedWhistle(server, '按键排序');
  const { departments } = await server.ask<Scores>('GET', '/scores');
  const year = (await server.city()).clock.cityAt.slice(0, 4);
  const screen = await given.aPage({ locale: 'en', view: `?city=wuhu&scores=${year}` });
  const { page, words } = screen;
  const view = page.getByRole('region', { name: words.scores.title });
  const names = view.locator('tbody th');
  await expect(names).toHaveCount(departments.length);
  await screen.tabTo('.board thead button');
  await screen.press('Enter');
  const byName = await names.allTextContents();
  await expect(view.getByRole('columnheader').first()).toHaveAttribute('aria-sort', 'ascending');
  await screen.press('Enter');
  await expect.poll(() => names.allTextContents()).toEqual(byName.toReversed());
  await expect(view.getByRole('columnheader').first()).toHaveAttribute('aria-sort', 'descending');

  const download = page.waitForEvent('download');
  await view.getByRole('link', { name: 'CSV' }).click();
  expect((await download).suggestedFilename()).toBe(`scores-${year}.csv`);
  await view.getByRole('combobox').first().focus();
  await expect(view.getByRole('combobox').first()).toHaveValue(year);
  await screen.press('Escape');
  await expect(view).toHaveCount(0);
  await expect(page.getByRole('button', { name: words.scores.open })).toBeFocused();
});
