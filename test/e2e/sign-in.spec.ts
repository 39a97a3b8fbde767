import { expect } from '@playwright/test';
import { test } from './driver/sentences.ts';
import type { Screen } from './driver/screen.ts';

const field = (screen: Screen, name: string) => screen.page.getByLabel(name, { exact: true });
const button = (screen: Screen, name: string) => screen.page.getByRole('button', { name, exact: true });

test('a one-time password leads to one of one’s own and then to the view of the address, by keyboard alone', async ({
  given,
  then,
}) => {
  const { oneTimePassword, person } = await given.server.aPerson(`e2e-${Date.now()}`);
  const screen = await given.aPage({ signedIn: false, view: '?city=wuhu&area=340202&minutes=10' });
  const { page, words } = screen;
  await expect(field(screen, words.people.login)).toBeFocused();
  await then.axeFindsNothingSerious(screen);
  await page.keyboard.type(person.login);
  await page.keyboard.press('Tab');
  await page.keyboard.type('a guess');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toHaveText('账号或密码不正确');
  await expect(field(screen, words.people.password)).toBeFocused();
  await page.keyboard.type(oneTimePassword);
  await page.keyboard.press('Enter');

  await expect(field(screen, words.people.newPassword)).toBeFocused();
  await then.axeFindsNothingSerious(screen);
  const own = '山高水长 物象千万 八字';
  await page.keyboard.type('short');
  await page.keyboard.press('Tab');
  await page.keyboard.type('short');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('至少 12 个字符');
  for (const name of [words.people.newPassword, words.people.passwordAgain]) await field(screen, name).fill(own);
  await page.keyboard.press('Enter');
  await screen.untilDrawn();
  expect(new URL(page.url()).search).toBe('?city=wuhu&area=340202&minutes=10');

  await page.reload();
  await screen.untilDrawn();
  await page.getByRole('button', { name: '当前用户：测试员' }).click();
  await button(screen, words.people.signOut).click();
  await expect(field(screen, words.people.login)).toBeVisible();
  expect(new URL(page.url()).search).toBe('?city=wuhu&area=340202&minutes=10');
});

test('a wall’s link is gone from the address at once, outlives restarts, and ends when it is revoked', async ({
  given,
  when,
}) => {
  const { secret, token } = await given.server.aWall('东墙');
  const wall = await given.aPage({ signedIn: false, view: `?display=${secret}&city=wuhu` });
  const { page, words } = wall;
  await wall.untilDrawn();
  expect(page.url()).not.toContain(secret);
  expect(await page.evaluate(() => JSON.stringify([Object.entries(localStorage), document.cookie]))).not.toContain(
    secret,
  );
  await when.theServerStops();
  await when.theServerIsBack();
  await page.reload();
  await wall.untilDrawn();
  await given.server.askHouse('DELETE', `/tokens/${token.id}`);
  await expect(field(wall, words.people.login)).toBeVisible();
  await expect(page.locator('#map')).toHaveCount(0);
  await page.goto(`${given.server.url}/?display=${secret}`);
  await expect(page.getByRole('status')).toContainText('大屏链接已失效');
});

test('an administrator adds a person and a wall, and each secret is shown once', async ({ given, then }) => {
  const screen = await given.aPage({ locale: 'en', scheme: 'light' });
  const { page, words } = screen;
  await page.getByRole('button', { name: /^Signed in/ }).click();
  await button(screen, words.people.title).click();
  await then.axeFindsNothingSerious(screen);
  await button(screen, words.people.add).click();
  const login = `added-${Date.now()}`;
  await field(screen, words.people.login).fill(login);
  await field(screen, words.people.name).fill('Added');
  await then.axeFindsNothingSerious(screen);
  await page.locator('form').getByRole('button', { name: words.people.add }).click();
  const told = page.getByRole('group', { name: new RegExp(login) }).getByRole('textbox');
  await expect(told).toHaveValue(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
  await button(screen, words.people.seen).click();
  await expect(told).toHaveCount(0);
  const row = page.locator('li').filter({ hasText: login });
  await row.getByRole('button', { name: words.people.disable }).click();
  await expect(row).toContainText(words.people.disabled);

  await page.getByRole('tab', { name: words.people.tokens }).click();
  await button(screen, words.people.addToken).click();
  await field(screen, words.people.tokenName).fill('West wall');
  await page.locator('form').getByRole('button', { name: words.people.addToken }).click();
  await expect(page.getByRole('group', { name: /West wall/ }).getByRole('textbox')).toHaveValue(/\/\?display=sht_/);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});
