import { expect } from '@playwright/test';
import { Receiver, status } from '../support/receiver.ts';
import { test } from './driver/sentences.ts';

for (const [size, scheme, locale] of [
  ['wall', 'dark', 'zh-CN'],
  ['phone', 'light', 'en'],
] as const)
  test(`an administrator registers a webhook, tries it out, and sends a dead letter again: ${size}`, async ({
    given,
    when,
    then,
    server,
  }) => {
    const receiver = await Receiver.open();
    const screen = await given.aPage({ size, scheme, locale });
    const { page } = screen;
    const { webhooks, whistle } = screen.words;
    await page.locator('.bell summary').click();
    await page.getByRole('button', { name: webhooks.open }).click();
    const dialog = page.getByRole('dialog', { name: webhooks.title });
    await expect(dialog).toBeVisible();
    await expect(page.locator('.bell')).not.toHaveAttribute('open');
    const tab = (name: string) => dialog.locator('.tabs label').filter({ hasText: name }).click();

    await tab(webhooks.add);
    await page.screenshot({ path: `test-results/webhook-form-${size}.png` });
    await then.axeFindsNothingSerious(screen);
    await dialog.getByLabel(webhooks.name).fill(`值班系统 ${size}`);
    const levels = dialog.getByRole('group', { name: webhooks.area });
    await levels.getByLabel(screen.words.people.levels.district).selectOption('340202');
    await expect(levels.getByLabel(screen.words.people.levels.street)).toBeVisible();
    await page.screenshot({ path: `test-results/webhook-form-${size}.png` });
    await dialog.getByLabel(webhooks.url, { exact: true }).fill('http://10.255.255.1/hook');
    await dialog.getByRole('button', { name: webhooks.register }).click();
    await expect(dialog.getByRole('alert')).toContainText(locale === 'en' ? 'not in the list' : '不在允许的名单内');
    await dialog.getByLabel(webhooks.url, { exact: true }).fill(`${receiver.url}/hook`);
    await dialog.getByRole('button', { name: webhooks.register }).click();
    await expect(dialog.locator('.secret')).toHaveText(/^whsec_/);
    await dialog.getByRole('button', { name: webhooks.noted }).click();
    await expect(dialog).not.toContainText('whsec_');

    const row = dialog.locator('.webhook').filter({ hasText: `值班系统 ${size}` });
    await expect(row).toContainText(locale === 'en' ? 'Jinghu' : '镜湖区');
    // Another name and no area any more; the address, which nobody is shown whole, stays.
    await row.getByRole('button', { name: webhooks.change }).click();
    await expect(dialog.getByLabel(webhooks.name)).toBeFocused();
    await expect(dialog.getByLabel(webhooks.name)).toHaveValue(`值班系统 ${size}`);
    await dialog.getByLabel(webhooks.name).fill(`值班系统 ${size} 二号`);
    await levels.getByLabel(screen.words.people.levels.district).selectOption('');
    await then.axeFindsNothingSerious(screen);
    await dialog.getByRole('button', { name: webhooks.save }).click();
    await expect(row).toContainText('二号');
    await expect(row.getByRole('button', { name: webhooks.change })).toBeFocused();
    await expect(row).toContainText(webhooks.whole);
    await row.getByRole('button', { name: webhooks.test }).click();
    await expect.poll(() => receiver.received.length).toBe(1);
    await tab(webhooks.sent);
    await expect(dialog.locator('.delivery').first()).toContainText(webhooks.deliveryStates.delivered);

    // A receiver that is gone: what waits is given up at once.
    receiver.reply = status(410);
    await when.aWhistleIsBlown(`投递失败 ${size}`);
    await tab(webhooks.dead);
    const letter = dialog.locator('.delivery').first();
    await expect(letter).toContainText(whistle.happened.called);
    await expect(letter).toContainText('410');
    await page.screenshot({ path: `test-results/dead-letters-${size}.png` });
    await then.axeFindsNothingSerious(screen);
    await letter.getByRole('button', { name: webhooks.sendAgain }).click();
    await expect(dialog.getByRole('alert')).toBeVisible();
    await tab(webhooks.list);
    await expect(row).toContainText(webhooks.states.gone);
    await page.screenshot({ path: `test-results/webhooks-${size}.png` });
    receiver.reply = status(204);
    await row.getByRole('button', { name: webhooks.switchOn }).click();
    await expect(row).toContainText(webhooks.states.on);
    await tab(webhooks.dead);
    await letter.getByRole('button', { name: webhooks.sendAgain }).click();
    await expect.poll(() => receiver.received.length).toBe(3);
    await expect(dialog.getByText(webhooks.nothingSent)).toBeVisible();

    await tab(webhooks.list);
    await row.getByRole('button', { name: webhooks.remove }).click();
    await row.getByRole('button', { name: webhooks.sure }).click();
    await expect(row).toHaveCount(0);
    expect((await server.ask<{ webhooks: unknown[] }>('GET', '/webhooks')).webhooks).toEqual([]);
    await receiver.close();
  });
