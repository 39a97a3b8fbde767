import { expect } from '@playwright/test';
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

    await page.getByLabel(people.menu.replace('{name}', '张三')).click();
    await expect(page.getByText(people.roles['street-leader'])).toBeVisible();
    await expect(page.getByRole('button', { name: words.audit.open })).toHaveCount(0);
    await page.getByRole('button', { name: people.signOut }).click();
    await expect(form.getByLabel(people.login)).toBeFocused();
  });
