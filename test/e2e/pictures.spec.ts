import { expect } from '@playwright/test';
import type { Whistle } from '../../server/contract/whistle.ts';
import { photograph, png } from '../server/pictures/files.ts';
import { test } from './driver/sentences.ts';

const text = { name: '现场.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('这不是图片'.repeat(50)) };

test('a picture is put, seen on another screen without a reload, opened large and closed by key', async ({
  given,
  when,
  then,
}) => {
  const whistle = await when.aWhistleIsBlown('带图片的哨单');
  const view = `?city=wuhu&sel=whistle:${whistle.id}`;
  const desk = await given.aPage({ view });
  const phone = await given.aPage({ size: 'phone', locale: 'en', scheme: 'light', view });
  const section = (screen: typeof desk) => screen.page.getByRole('region', { name: screen.words.pictures.title });
  const input = section(desk).getByLabel(desk.words.pictures.add);

  await input.setInputFiles(text);
  await expect(section(desk).getByRole('alert')).toContainText('这个文件不是可用的图片');
  await expect(section(desk).getByRole('img')).toHaveCount(0);

  // Three megabytes and more, as a telephone makes them: drawn smaller before it is sent.
  const large = await photograph(4000, 3000);
  await input.setInputFiles([
    { name: 'IMG_1.jpg', mimeType: 'image/jpeg', buffer: large },
    { name: 'two.png', mimeType: 'image/png', buffer: await png(640, 480) },
  ]);
  for (const screen of [desk, phone]) await expect(section(screen).getByRole('img')).toHaveCount(2);
  await expect(section(desk).getByRole('alert')).toHaveCount(0);
  await expect(section(desk).getByRole('img').first()).toHaveAttribute('alt', /^吹哨，.+，\d{4}-\d\d-\d\d \d\d:\d\d$/);
  await expect(section(phone).getByRole('img').first()).toHaveAttribute('alt', /^Call, .+, \d{4}-\d\d-\d\d \d\d:\d\d$/);
  await then.axeFindsNothingSerious(desk);
  await then.axeFindsNothingSerious(phone);

  const thumb = section(desk).getByRole('button').first();
  await thumb.focus();
  await desk.page.keyboard.press('Enter');
  const dialog = desk.page.getByRole('dialog');
  const shown = dialog.getByRole('img', { name: /吹哨/ });
  const widths = () => shown.evaluate((img: HTMLImageElement) => [img.naturalWidth, img.naturalHeight]);
  // It lay on its side.
  await expect.poll(widths).toEqual([1200, 1600]);
  await then.axeFindsNothingSerious(desk);
  await desk.page.keyboard.press('ArrowRight');
  await expect.poll(widths).toEqual([640, 480]);
  await desk.page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(thumb).toBeFocused();
  // Escape closed the picture, not the card under it.
  await expect(section(desk)).toBeVisible();

  await section(phone).getByRole('button').nth(1).tap();
  await expect(phone.page.getByRole('dialog').getByText('2 / 2')).toBeVisible();
  await phone.page.getByRole('button', { name: phone.words.pictures.close }).tap();
  await expect(phone.page.getByRole('dialog')).toHaveCount(0);
});

for (const size of ['wall', 'phone'] as const)
  test(`a grade takes words and pictures, and part and history show them: ${size}`, async ({ given, when, server }) => {
    const whistle = await when.aWhistleIsBlown(`带图评价 ${size}`);
    await when.allReportIn(whistle);
    for (const step of ['resolve', 'verify', 'close']) await server.ask('POST', `/whistles/${whistle.id}/${step}`, {});
    const screen = await given.aPage({ size, view: `?city=wuhu&sel=whistle:${whistle.id}` });
    const { page, words } = screen;
    const card = page.getByRole('region', { name: words.whistle.departments });
    const row = card.getByRole('listitem').filter({ hasText: whistle.departments[1]!.department }).first();
    const grade = row.getByRole('button', { name: words.whistle.take.evaluate });

    await grade.click();
    for (const name of [words.whistle.form.speed, words.whistle.form.quality])
      await row.getByRole('group', { name }).getByText('4', { exact: true }).click();
    await row.getByRole('textbox').fill('现场已清理，绿化未恢复');
    const picked = row.getByLabel(words.pictures.withForm);
    await picked.setInputFiles([
      text,
      { name: 'after.jpg', mimeType: 'image/jpeg', buffer: await photograph(900, 600) },
    ]);
    await grade.click();
    // What is refused stays in the form with all that was written; nothing was graded.
    await expect(card.getByRole('alert')).toContainText('这个文件不是可用的图片');
    await expect(row.getByRole('textbox')).toHaveValue('现场已清理，绿化未恢复');
    await row.getByRole('button', { name: words.pictures.leaveOut.replace('{name}', text.name) }).click();
    await grade.click();
    await expect(row).toContainText('现场已清理，绿化未恢复');
    await expect(row.getByRole('img', { name: /^评价/ })).toHaveCount(1);

    await page.getByText(words.whistle.history).click();
    const pictured = page.locator('details li').filter({ hasText: words.whistle.happened.pictured });
    await expect(pictured.getByRole('img', { name: /^评价/ })).toHaveCount(1);
    const { departments } = await server.ask<Whistle>('GET', `/whistles/${whistle.id}`);
    expect(departments.map((d) => d.evaluation?.pictures.length)).toEqual([undefined, 1]);
  });
