import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { differenceOf, type ItemLists, type ItemsOnDay } from '../../server/contract/item-list.ts';
import type { Whistle } from '../../server/contract/whistle.ts';
import { png } from '../server/pictures/files.ts';
import { test } from './driver/sentences.ts';

test('by keyboard alone: a street calls by an item of the list, found by pinyin initials', async ({
  given,
  server,
}) => {
  const screen = await given.aPage();
  const { page, words } = screen;
  await page.getByRole('button', { name: words.call.open, exact: true }).first().click();
  const form = page.getByRole('form', { name: words.call.title });
  const picker = form.getByRole('combobox', { name: words.call.item });
  await expect(picker).toBeFocused();
  await page.keyboard.type('xftd');
  await expect(form.getByRole('option').first()).toContainText('消防通道堵塞');
  await screen.press('ArrowDown', 'Enter');
  await expect(picker).toHaveValue('消防通道堵塞');
  await expect(form).toContainText('4 工作小时');
  await expect(form.getByRole('textbox', { name: words.call.what })).toHaveValue('消防通道堵塞');
  const departments = form.getByRole('group', { name: words.call.departments });
  await expect(departments.getByRole('checkbox')).toHaveCount(4);
  await expect(departments.getByRole('checkbox', { checked: true })).toHaveAccessibleName(/消防救援支队.*牵头/);
  await departments.getByText('城市管理局').click();
  // Where the other tests blow theirs: elsewhere they count on an empty map.
  await screen.clickMap((await server.stations())[0]!.position);
  const sent = page.waitForRequest((r) => r.method() === 'POST' && r.url().endsWith('/whistles'));
  await form.getByRole('button', { name: words.call.send, exact: true }).click();
  expect((await sent).postDataJSON()).toMatchObject({ item: 'J002', departments: ['消防救援支队', '城市管理局'] });
  await expect
    .poll(async () => (await server.ask<{ whistles: Whistle[] }>('GET', '/whistles?limit=1')).whistles[0]?.item?.code)
    .toBe('J002');
  await expect(form).toHaveCount(0);
  const { whistles } = await server.ask<{ whistles: Whistle[] }>('GET', '/whistles?limit=1');
  expect(whistles[0]).toMatchObject({ title: '消防通道堵塞', kind: 'joint-enforcement', risk: 'high' });
});

test('what is not in the list is still called by hand', async ({ given, server }) => {
  const screen = await given.aPage({ locale: 'en', scheme: 'light' });
  const { page, words } = screen;
  await page.getByRole('button', { name: words.call.open, exact: true }).first().click();
  const form = page.getByRole('form', { name: words.call.title });
  await form.getByRole('combobox').fill('no such matter');
  await expect(form.getByRole('option')).toHaveCount(0);
  await screen.press('Escape');
  await form.getByRole('button', { name: words.call.otherMatter }).click();
  await expect(form.getByRole('textbox', { name: words.call.what })).toBeFocused();
  await page.keyboard.type('A matter of its own');
  await form.getByText('公安局', { exact: true }).click();
  await form
    .getByLabel(words.pictures.withForm)
    .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: await png() });
  // Where the other tests blow theirs: elsewhere they count on an empty map.
  await screen.clickMap((await server.stations())[0]!.position);
  const sent = page.waitForRequest((r) => r.method() === 'POST' && r.url().endsWith('/whistles'));
  await form.getByRole('button', { name: words.call.send, exact: true }).click();
  expect((await sent).postDataJSON()).not.toHaveProperty('item');
  await expect(form).toHaveCount(0);
  // The picture goes on by itself, and the card that has opened shows it.
  const pictures = page.getByRole('region', { name: words.pictures.title });
  await expect(pictures.getByRole('img', { name: /^Call/ })).toHaveCount(1);
});

for (const size of ['wall', 'phone'] as const)
  test(`a list is downloaded, revised, compared and registered for the next quarter: ${size}`, async ({
    given,
    then,
    server,
  }) => {
    const screen = await given.aPage({ size, ...(size === 'phone' ? { locale: 'en', scheme: 'light' } : {}) });
    const { page, words } = screen;
    const t = words.items;
    await page.getByRole('button', { name: t.open }).click();
    const dialog = page.getByRole('dialog', { name: t.title });
    await expect(dialog.getByRole('listitem')).toHaveCount(113);
    await then.axeFindsNothingSerious(screen);
    const download = page.waitForEvent('download');
    await dialog.getByRole('link', { name: `${t.download} CSV` }).click();
    const csv = await readFile(await (await download).path(), 'utf8');

    const rows = csv.split('\r\n');
    const changed = rows
      .filter((r) => !r.startsWith('P002,'))
      .map((r) => r.replace(/^P012,[^,]*/, 'P012,路灯连片不亮'));
    const file = (lines: string[]) => ({
      name: '清单.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(lines.join('\r\n')),
    });
    await dialog.getByText(t.revise, { exact: true }).click();
    await dialog.getByLabel(t.file).setInputFiles(file(changed.map((r) => r.replace(/^P003,/, 'p 3,'))));
    await dialog.getByRole('button', { name: t.check }).click();
    await expect(dialog.getByRole('listitem').first()).toContainText(t.field.code);
    const store = dialog.getByRole('button', { name: t.takeEffect.split('{')[0]!.trim() });
    await expect(store).toBeDisabled();

    await dialog.getByLabel(t.file).setInputFiles(file(changed));
    await dialog.getByRole('button', { name: t.check }).click();
    await expect(dialog).toContainText(t.removed.replace('{n}', '1'));
    await expect(dialog).toContainText(t.changed.replace('{n}', '1'));
    await expect(dialog.locator('ins')).toHaveText('路灯连片不亮');
    await then.axeFindsNothingSerious(screen);
    await store.click();
    await expect(dialog.getByText(t.stored.split('{')[0]!)).toBeVisible();

    const { list, until } = await server.ask<ItemsOnDay>('GET', '/items');
    const next = await server.ask<ItemsOnDay>('GET', `/items?day=${until}`);
    expect(differenceOf(list!.items, next.list!.items)).toMatchObject({
      added: [],
      removed: [{ code: 'P002' }],
      changed: [{ code: 'P012', fields: ['name'] }],
    });
    // The one in force is still shown; the next one can be withdrawn.
    await dialog.getByText(t.read, { exact: true }).click();
    await expect(dialog.getByRole('listitem')).toHaveCount(113);
    await dialog.getByRole('combobox', { name: t.revision }).selectOption(until);
    await expect(dialog.getByRole('listitem')).toHaveCount(112);
    await dialog.getByRole('button', { name: t.remove }).click();
    await expect(dialog.getByRole('listitem')).toHaveCount(113);
    expect((await server.ask<ItemLists>('GET', '/item-lists')).lists).toHaveLength(1);
  });
