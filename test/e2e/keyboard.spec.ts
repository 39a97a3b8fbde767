import { expect } from '@playwright/test';
import { test } from './driver/sentences.ts';

test('by keyboard alone: search by pinyin, drill down, step back up', async ({ given }) => {
  const screen = await given.aPage();
  const heading = screen.page.getByRole('heading', { level: 1 });
  const city = await heading.textContent();
  await screen.tabTo('[role=combobox]');
  await screen.page.keyboard.type('jinghu');
  await expect(screen.page.getByRole('option').first()).toBeVisible();
  await screen.press('ArrowDown', 'Enter');
  await expect(heading).toHaveText('镜湖区');
  await expect(screen.page).toHaveURL(/area=340202/);
  await screen.tabTo('[role=tab][aria-selected=true]');
  await screen.press('ArrowRight');
  await screen.tabTo('section.areas button');
  await screen.press('Enter');
  await expect(heading).not.toHaveText('镜湖区');
  await screen.press('Escape', 'Escape');
  await expect(heading).toHaveText(city!);
});

test('by keyboard alone: open a whistle’s details from the list, and close them', async ({ given, when, then }) => {
  const whistle = await when.aWhistleIsBlown('窨井盖缺失 · 键盘');
  const screen = await given.aPage();
  await then.theListShows(screen, whistle.title);
  await screen.tabTo('#list li button');
  await screen.press('Enter');
  const details = screen.page.getByRole('complementary', { name: screen.words.details.title });
  await expect(details).toBeVisible();
  await screen.press('Escape');
  await expect(details).toBeHidden();
  await expect(screen.page.locator('#list li button').first()).toBeFocused();
});
