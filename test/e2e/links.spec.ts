import { expect } from '@playwright/test';
import { test } from './driver/sentences.ts';

test('a link to a city that is not there says so, shows another, and is left behind', async ({ given, server }) => {
  const screen = await given.aPage({ view: '?city=nope' });
  const { name } = await server.city();
  const notice = screen.page.getByRole('status').filter({ hasText: 'nope' });
  await expect(notice).toContainText(name);
  await expect(screen.page).toHaveURL(/city=wuhu/);
  await screen.page.getByRole('button', { name: screen.words.error.dismiss }).click();
  await expect(notice).toHaveCount(0);
});

test('a link to an area that is not there says so and shows the whole city', async ({ given, server }) => {
  const screen = await given.aPage({ view: '?city=wuhu&area=999999', locale: 'en' });
  await expect(screen.page.getByRole('status').filter({ hasText: '999999' })).toBeVisible();
  await expect(screen.page).not.toHaveURL(/area=/);
  await expect(screen.page.getByRole('heading', { level: 1 })).toHaveText((await server.city()).nameEn);
});

test('what a link selects and is not there is asked for once at most', async ({ given, when }) => {
  const nobody = '00000000-0000-4000-8000-000000000000';
  const [bad, unknown] = [
    await given.aPage({ view: '?city=wuhu&sel=whistle:nope' }),
    await given.aPage({ view: `?city=wuhu&sel=whistle:${nobody}` }),
  ];
  await expect(unknown.page.getByRole('complementary').getByRole('alert')).toBeVisible();
  for (const n of [1, 2, 3]) {
    const { seq } = await when.aWhistleIsBlown(`坏链接 ${n}`);
    for (const screen of [bad, unknown]) await screen.untilHas(seq);
  }
  expect(bad.traffic.asked.filter((a) => a.includes('/whistles/'))).toEqual([]);
  expect(unknown.traffic.asked.filter((a) => a.endsWith(`/whistles/${nobody}`))).toHaveLength(1);
});

test('where no people are known the page says that, and never a zero', async ({ given, server }) => {
  await server.aCityWithoutPeople('gridville');
  const screen = await given.aPage({ view: '?city=gridville' });
  const { peopleUnknown } = screen.words.area;
  await expect(screen.page.locator('.overview').getByText(peopleUnknown)).toHaveCount(2);
  await screen.page.getByRole('tab', { name: screen.words.area.children.city }).click();
  await expect(screen.page.locator('section.areas').getByText(peopleUnknown)).toHaveCount(1);
  await expect(screen.page.getByText(/(^|\D)0\s*人/)).toHaveCount(0);
});
