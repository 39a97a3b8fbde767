import { expect } from '@playwright/test';
import type { Whistle } from '../../server/contract/whistle.ts';
import { test } from './driver/sentences.ts';

for (const size of ['wall', 'phone'] as const)
  test(`each department goes its own way to the end, by the buttons that are possible: ${size}`, async ({
    given,
    when,
    server,
  }) => {
    const whistle = await when.aWhistleIsBlown(`各部门各自办结 ${size}`);
    const screen = await given.aPage({ size, view: `?city=wuhu&sel=whistle:${whistle.id}` });
    const { page, words } = screen;
    const [first, second] = whistle.departments.map((d) => d.department);
    const card = page.getByRole('region', { name: words.whistle.departments });
    const row = (department: string) => card.getByRole('listitem').filter({ hasText: department });
    const press = (department: string, step: keyof typeof words.whistle.take) =>
      row(department).getByRole('button', { name: words.whistle.take[step] }).click();

    await press(first!, 'dispatch');
    await expect(row(first!).getByRole('textbox')).toBeFocused();
    await page.keyboard.type('巡查二组');
    await page.keyboard.press('Enter');
    await expect(row(first!)).toContainText('巡查二组');
    await press(first!, 'report-in');
    await press(first!, 'arrive');
    await press(first!, 'resolve');
    await expect(row(first!)).toContainText(words.whistle.partStages.resolved);
    await expect(row(first!).getByRole('button')).toHaveCount(0);
    await expect(card.getByRole('button', { name: words.whistle.take.close, exact: true })).toHaveCount(0);

    await press(second!, 'report-in');
    await card.getByRole('button', { name: words.whistle.resolveAll }).click();
    await card.getByRole('button', { name: words.whistle.take.close, exact: true }).click();
    await expect.poll(async () => (await server.ask<Whistle>('GET', `/whistles/${whistle.id}`)).stage).toBe('closed');
  });
