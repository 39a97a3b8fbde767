import { expect } from '@playwright/test';
import { client, startOidcService } from '../server/auth/oidc-service.ts';
import type { Area } from '../../server/contract/city.ts';
import { grant } from '../support/people.ts';
import { test } from './driver/sentences.ts';

for (const size of ['wall', 'phone'] as const)
  test(`a street leader signs in, sets a password, finds the page that was asked for, and leaves: ${size}`, async ({
    given,
    when,
    then,
    server,
  }) => {
    const whistle = await when.aWhistleIsBlown(`登录后打开 ${size}`);
    const login = `leader-${size}`;
    const grants = [grant('street-leader', { city: 'wuhu', area: whistle.street })];
    const oneTime = await server.addPerson(login, grants);
    const screen = await given.aPage({ size, view: `?city=wuhu&sel=whistle:${whistle.id}`, signedOut: true });
    const { page, words } = screen;
    const { people } = words;

    const form = page.getByRole('form', { name: people.signIn });
    await expect(form.getByLabel(people.login)).toBeFocused();
    await then.axeFindsNothingSerious(screen);
    await page.keyboard.type(login);
    await page.keyboard.press('Tab');
    await page.keyboard.type('wrong password');
    await page.keyboard.press('Enter');
    await expect(form.getByRole('alert')).toHaveText('账号或密码不正确');
    await form.getByLabel(people.password).fill(oneTime);
    await page.keyboard.press('Enter');

    await expect(form.getByLabel(people.newPassword, { exact: true })).toBeFocused();
    await page.keyboard.type('short');
    await form.getByLabel(people.again).fill('short');
    await page.keyboard.press('Enter');
    await expect(form.getByRole('alert')).toContainText('密码至少 12 个字');
    for (const label of [people.newPassword, people.again])
      await form.getByLabel(label, { exact: true }).fill(`街道自己的密码-${size}-2026`);
    await page.keyboard.press('Enter');

    // The page that was asked for, with what a street leader may do and nothing else.
    await screen.untilDrawn();
    const details = page.getByRole('complementary', { name: words.details.title });
    await expect(details.getByRole('heading', { name: whistle.title })).toBeVisible();
    const card = page.getByRole('region', { name: words.whistle.departments });
    await card.getByRole('button', { name: words.whistle.more.replace('{of}', words.whistle.one) }).click();
    await expect(card.getByRole('button', { name: words.whistle.take.urge, exact: true })).toBeVisible();
    for (const step of ['chase', 'defer', 'merge', 'report-in'] as const)
      await expect(card.getByRole('button', { name: words.whistle.take[step], exact: true })).toHaveCount(0);

    // Without an address the page begins in her street, and says of a place elsewhere that it is not hers.
    await page.goto(`${server.url}/?city=wuhu`);
    await screen.untilDrawn();
    await expect(page).toHaveURL(new RegExp(`area=${whistle.street}`));
    const { areas } = await server.ask<{ areas: Area[] }>('GET', '/areas');
    const street = areas.find(({ code }) => code === whistle.street)!;
    await expect(page.getByRole('region', { name: words.figures.title })).toContainText(
      words.figures.partOnly.replace('{part}', '').trim(),
    );
    await expect(page.getByRole('region', { name: words.figures.title })).toContainText(street.name);
    await page.goto(`${server.url}/?city=wuhu#12/31.16/118.58`);
    await screen.untilDrawn();
    await page.getByRole('button', { name: words.call.open, exact: true }).first().click();
    const call = page.getByRole('form', { name: words.call.title });
    await call.getByRole('button', { name: words.call.placeAtCentre }).click();
    await expect(call.getByRole('group', { name: words.call.place })).toContainText('不在您负责的范围');
    await call.getByRole('button', { name: words.call.cancel }).click();

    const menu = page.getByLabel(people.menu.replace('{name}', '张三'));
    await menu.click();
    await expect(page.getByText(people.roles['street-leader'])).toBeVisible();
    await expect(page.getByRole('button', { name: words.audit.open })).toHaveCount(0);
    await page.getByRole('button', { name: people.changePassword }).click();
    const dialog = page.getByRole('dialog', { name: people.changePassword });
    await expect(dialog.getByLabel(people.presentPassword)).toBeFocused();
    await then.axeFindsNothingSerious(screen);
    await page.keyboard.type(`街道自己的密码-${size}-2026`);
    for (const label of [people.newPassword, people.again])
      await dialog.getByLabel(label, { exact: true }).fill(`街道又一个密码-${size}-2027`);
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('status')).toHaveText(people.saved);
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await menu.click();
    await page.getByRole('button', { name: people.signOut }).click();
    await expect(form.getByLabel(people.login)).toBeFocused();
  });

for (const { size, locale, scheme } of [
  { size: 'wall', locale: 'zh-CN', scheme: 'dark' },
  { size: 'phone', locale: 'en', scheme: 'light' },
] as const)
  test(`an administrator adds a person and a screen, shown their secrets once, and ends them: ${size}`, async ({
    given,
    then,
    server,
  }) => {
    const screen = await given.aPage({ size, locale, scheme });
    const { page, words } = screen;
    const { people } = words;
    const press = (name: string) => page.getByRole('button', { name, exact: true });
    await page.getByLabel(people.menu.replace('{name}', '测试')).click();
    await press(people.page).click();
    const dialog = page.getByRole('dialog', { name: people.page });

    // By keyboard alone: the form takes the focus, Escape closes it and not the page.
    await press(people.add).focus();
    await page.keyboard.press('Enter');
    const form = dialog.getByRole('form', { name: people.add });
    await expect(form.getByLabel(people.login)).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(form).toHaveCount(0);
    await press(people.add).click();
    const login = `added-${size}`;
    await page.keyboard.type(login);
    await form.getByLabel(people.name, { exact: true }).fill('李四');
    await form.getByLabel(people.role).selectOption('dispatcher');
    await form.getByLabel(people.levels.district).selectOption({ index: 1 });
    await form.getByLabel(people.levels.street).selectOption({ index: 1 });
    await form.getByLabel(people.department, { exact: true }).fill('城市管理局');
    await then.axeFindsNothingSerious(screen);
    await form.getByRole('button', { name: people.addNow }).click();
    const told = dialog.getByRole('group', { name: new RegExp(login) }).getByRole('textbox');
    await expect(told).toHaveValue(/^\S{5}(-\S{5}){3}$/);
    await expect(told).toBeFocused();
    const oneTime = await told.inputValue();
    // What is told once is not lost by a key.
    for (const key of ['Escape', 'Escape', 'Escape']) await page.keyboard.press(key);
    await expect(told).toHaveValue(oneTime);
    await expect(dialog.getByRole('button', { name: people.close, exact: true }).first()).toBeDisabled();
    await press(people.seen).click();
    await expect(told).toHaveCount(0);

    const row = dialog.getByRole('listitem').filter({ hasText: login });
    await expect(row).toContainText(people.roles.dispatcher);
    await expect(row).toContainText(people.waiting);
    const steps = row.getByRole('button');
    // Asked for twice.
    for (const what of [people.end, people.disable]) {
      await steps.filter({ hasText: what }).click();
      await row.getByRole('button', { name: words.app.sure.replace('{what}', what) }).click();
      if (what === people.end) await expect(dialog.getByRole('status')).toBeVisible();
    }
    await expect(row).toContainText(people.disabled);
    expect(await server.signInStatus(login, oneTime)).toBe(401);
    await row.getByRole('button', { name: people.enable }).click();
    await expect(row).not.toContainText(people.disabled);
    expect(await server.signInStatus(login, oneTime)).toBe(201);

    await dialog.getByRole('tab', { name: people.tokens }).click();
    await press(people.addToken).click();
    await dialog.getByLabel(people.tokenName).fill(`西墙 ${size}`);
    await then.axeFindsNothingSerious(screen);
    await dialog.getByRole('form').getByRole('button', { name: people.addNow }).click();
    const link = dialog.getByRole('group', { name: new RegExp(`西墙 ${size}`) }).getByRole('textbox');
    await expect(link).toHaveValue(/\/\?display=sht_/);
    const wall = await given.aPage({ signedOut: true, view: new URL(await link.inputValue()).search });
    await wall.untilDrawn();
    expect(wall.page.url()).not.toContain('sht_');
    const token = dialog.getByRole('listitem').filter({ hasText: `西墙 ${size}` });
    await token.getByRole('button', { name: people.revoke }).click();
    await token.getByRole('button', { name: words.app.sure.replace('{what}', people.revoke) }).click();
    await expect(token).toContainText(people.revoked);
    // The screen is at its door at once.
    await expect(wall.page.getByRole('form', { name: wall.words.people.signIn })).toBeVisible();
    await press(people.seen).click();
    await press(people.close).click();
    await expect(dialog).toHaveCount(0);
  });

test('nobody else finds the page for people', async ({ given, server }) => {
  const secret = await server.addToken('看的', [grant('auditor', { city: 'wuhu' })]);
  const { page, words } = await given.aPage({ view: `?display=${secret}`, signedOut: true });
  await page.getByLabel(words.people.menu.replace('{name}', '看的')).click();
  await expect(page.getByText(words.people.roles.auditor)).toBeVisible();
  await expect(page.getByRole('button', { name: words.people.page })).toHaveCount(0);
});

test('a person comes in by the sign-in service, to the view that was asked for; a stranger is told why not', async ({
  given,
  server,
  browser,
}) => {
  await server.addPerson('wang.li', [grant('planner', { city: 'wuhu' })]);
  const service = await startOidcService(`${server.url}/api/v1/oidc/callback`);
  await server.stop();
  await server.start({
    OIDC_ISSUER: service.issuer,
    OIDC_CLIENT_ID: client.id,
    OIDC_CLIENT_SECRET: client.secret,
    OIDC_REDIRECT_URL: `${server.url}/api/v1/oidc/callback`,
  });
  // The service is a stranger to the page, and the browser goes there: this page is not watched.
  const context = await browser.newContext({ locale: 'zh-CN' });
  const page = await context.newPage();
  const through = async (subject: string): Promise<void> => {
    await page.getByRole('link', { name: '统一身份登录' }).click();
    await page.locator('[name=login]').fill(subject);
    await page.locator('[name=password]').fill('any');
    await page.locator('[type=submit]').click();
    await page.locator('[type=submit]').click();
    await page.waitForURL(`${server.url}/**`);
  };
  await page.goto(`${server.url}/?city=wuhu&minutes=10`);
  await through('subject-stranger');
  await expect(page.getByRole('alert')).toHaveText('您的统一身份尚未登记，请联系系统管理员');
  expect(new URL(page.url()).search).toBe('');
  await context.clearCookies();
  await page.goto(`${server.url}/?city=wuhu&minutes=10`);
  await through('subject-wang');
  await expect(page.getByLabel('当前用户：张三')).toBeVisible();
  expect(new URL(page.url()).search).toBe('?city=wuhu&minutes=10');
  await context.close();
  await service.stop();
  await server.stop();
  await server.start();
  // Without the service its button is gone.
  const { page: door, words } = await given.aPage({ signedOut: true });
  await expect(door.getByRole('form', { name: words.people.signIn })).toBeVisible();
  await expect(door.getByRole('link')).toHaveCount(0);
});
