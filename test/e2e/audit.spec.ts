import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { test } from './driver/sentences.ts';

const views = [
  { size: 'wall', locale: 'zh-CN', scheme: 'dark' },
  { size: 'phone', locale: 'en', scheme: 'light' },
] as const;

for (const view of views)
  test(`an auditor finds who did what and what was refused, takes it along, and sees that the chain is whole: ${view.size}`, async ({
    given,
    when,
    then,
    server,
  }) => {
    const whistle = await when.aWhistleIsBlown(`审计 ${view.size}`);
    await server.ask('POST', `/whistles/${whistle.id}/urge`, { words: '请尽快' });
    // Out of turn.
    await expect(server.ask('POST', `/whistles/${whistle.id}/close`, {})).rejects.toThrow('transition-illegal');
    const screen = await given.aPage(view);
    const { page, words } = screen;
    const { audit } = words;
    const menu = page.getByLabel(words.people.menu.split('{name}')[0]!);
    await menu.focus();
    await page.keyboard.press('Enter');
    const opener = page.getByRole('button', { name: audit.open });
    // On a phone language and colours stand before it, and the page for people where somebody may open that.
    const isFocused = (): Promise<boolean> => opener.evaluate((button) => button === document.activeElement);
    for (let tabs = 0; tabs < 5 && !(await isFocused()); tabs++) await page.keyboard.press('Tab');
    await expect(opener).toBeFocused();
    await page.keyboard.press('Enter');

    const dialog = page.getByRole('dialog', { name: audit.title });
    const whole = audit.whole.split(/[：:]/)[0]!;
    await expect(dialog.getByRole('status').filter({ hasText: whole })).toBeVisible();
    const head = await server.ask<{ seq: number; hash: string }>('GET', '/audit/head');
    await expect(dialog).toContainText(`wuhu ${head.seq} ${head.hash}`);
    const rows = dialog.getByRole('row').filter({ has: page.locator('time') });
    await expect(rows.first()).toContainText(audit.actions.closeWhistle);
    await expect(rows.first()).toContainText(audit.outcomes.refused);
    await then.axeFindsNothingSerious(screen);
    const [box, window] = [(await dialog.boundingBox())!, page.viewportSize()!];
    expect(box.x + box.width).toBeLessThanOrEqual(window.width);
    expect(box.y + box.height).toBeLessThanOrEqual(window.height);
    expect(box.width).toBeGreaterThan(window.width * 0.6);

    if (view.size === 'phone') await dialog.getByText(audit.filters, { exact: true }).click();
    await dialog.getByLabel(audit.whistle, { exact: true }).fill(whistle.code);
    await expect(rows).toHaveCount(3);
    for (const row of await rows.all()) await expect(row).toContainText(whistle.code);
    await dialog.getByLabel(audit.outcome, { exact: true }).selectOption('taken');
    await expect(rows).toHaveCount(2);
    await expect(rows.last()).toContainText(audit.actions.callWhistle);
    const urged = rows.first();
    await expect(urged).toContainText(audit.actions.urgeWhistle);
    await urged.getByText(audit.show).click();
    await expect(urged).toContainText('请尽快');

    const download = page.waitForEvent('download');
    await dialog.getByRole('link', { name: 'CSV' }).click();
    const file = await readFile(await (await download).path(), 'utf8');
    expect(file.trim().split('\r\n')).toHaveLength(3);
    expect(file).toContain('urgeWhistle');

    // The export stands in the record of all else.
    await dialog.getByText(audit.system, { exact: true }).click();
    await expect(rows.first()).toContainText(audit.actions.getAuditCsv);
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await expect(menu).toBeFocused();
  });
