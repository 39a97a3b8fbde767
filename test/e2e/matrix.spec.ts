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

    // What closes the card stands in its corner and takes no line of its own.
    const details = page.getByRole('complementary', { name: words.details.title });
    const [box, close, head] = await Promise.all(
      [details, details.getByRole('button', { name: words.details.close }), details.locator('article')].map(
        async (part) => (await part.boundingBox())!,
      ),
    );
    expect(box!.x + box!.width - (close!.x + close!.width)).toBeLessThan(20);
    expect(close!.y + close!.height).toBeGreaterThan(head!.y);

    await press(first!, 'dispatch');
    await expect(row(first!).getByRole('textbox')).toBeFocused();
    await page.keyboard.type('巡查二组');
    await page.keyboard.press('Enter');
    await expect(row(first!)).toContainText('巡查二组');
    await press(first!, 'report-in');
    // The button went with its step; the focus goes on to the next one.
    await expect(row(first!).getByRole('button', { name: words.whistle.take.arrive })).toBeFocused();
    await press(first!, 'arrive');
    await expect(row(first!)).toContainText(words.whistle.partStages['on-site']);
    await press(first!, 'resolve');
    await expect(row(first!)).toContainText(words.whistle.partStages.resolved);
    await expect(row(first!).getByRole('button')).toHaveCount(0);
    await expect(card.getByRole('button', { name: words.whistle.take.close, exact: true })).toHaveCount(0);

    await press(second!, 'report-in');
    const whole = (step: keyof typeof words.whistle.take) =>
      card.getByRole('button', { name: words.whistle.take[step], exact: true });
    /** What ends something is asked for twice. */
    const twice = async (name: string): Promise<void> => {
      await card.getByRole('button', { name, exact: true }).click();
      await card.getByRole('button', { name: words.app.sure.replace('{what}', name), exact: true }).click();
    };
    await twice(words.whistle.resolveAll);
    // Armed, and thought better of.
    await whole('verify').click();
    await page.keyboard.press('Escape');
    await expect(whole('verify')).toBeVisible();
    // A double click is one press: it does not verify.
    await whole('verify').dblclick();
    await expect(whole('close')).toHaveCount(0);
    expect((await server.ask<Whistle>('GET', `/whistles/${whistle.id}`)).stage).toBe('resolved');
    await page.keyboard.press('Escape');
    await twice(words.whistle.take.verify);
    await twice(words.whistle.take.close);
    await expect(card.getByRole('button', { name: words.whistle.resolveAll })).toHaveCount(0);
    await press(second!, 'evaluate');
    const grade = (name: string) => row(second!).getByRole('group', { name });
    await grade(words.whistle.form.speed).getByText('2', { exact: true }).click();
    await expect(row(second!).getByRole('button', { name: words.whistle.take.evaluate })).toBeDisabled();
    await grade(words.whistle.form.quality).getByText('5', { exact: true }).click();
    await row(second!).getByRole('button', { name: words.whistle.take.evaluate }).click();
    const graded = words.whistle.graded.replace('{speed}', '2').replace('{quality}', '5');
    await expect(row(second!)).toContainText(graded);
    const ended = await server.ask<Whistle>('GET', `/whistles/${whistle.id}`);
    expect(ended.stage).toBe('closed');
    expect(ended.departments.map((d) => d.evaluation?.speed)).toEqual([undefined, 2]);
  });

for (const size of ['wall', 'phone'] as const)
  test(`what is not theirs is handed back, decided and chased, and the history tells: ${size}`, async ({
    given,
    when,
  }) => {
    const whistle = await when.aWhistleIsBlown(`退回改派 ${size}`);
    const screen = await given.aPage({ size, view: `?city=wuhu&sel=whistle:${whistle.id}` });
    const { page, words } = screen;
    const { take, form, happened } = words.whistle;
    const [department] = whistle.departments.map((d) => d.department);
    const card = page.getByRole('region', { name: words.whistle.departments });
    const row = card.getByRole('listitem').filter({ hasText: department! });
    const more = (of: string) => words.whistle.more.replace('{of}', of);

    await row.getByRole('button', { name: more(department!) }).click();
    await row.getByRole('button', { name: take['hand-back'] }).click();
    const handBack = row.getByRole('form', { name: take['hand-back'] });
    await expect(handBack.getByRole('textbox').first()).toBeFocused();
    await expect(handBack.getByRole('button', { name: take['hand-back'] })).toBeDisabled();
    await page.keyboard.type('河道不归城管');
    await handBack.getByLabel(form.owner).fill('水务局');
    await page.keyboard.press('Enter');
    await expect(row).toContainText('河道不归城管');
    const accept = row.getByRole('button', { name: take['accept-hand-back'] });
    await accept.click();
    await accept.click();
    await expect(row).toContainText(words.whistle.partStages.released);
    await expect(card.locator('.who').filter({ hasText: '水务局' })).toBeVisible();

    await card.getByRole('button', { name: more(words.whistle.one) }).click();
    await card.getByRole('button', { name: take.chase, exact: true }).click();
    await page.keyboard.type('今天办结');
    await card.getByRole('form', { name: take.chase }).getByRole('button', { name: take.chase }).click();
    const details = page.getByRole('complementary', { name: words.details.title });
    await details.getByText(words.whistle.history).click();
    for (const line of ['handed-back', 'hand-back-accepted', 'chased'] as const)
      await expect(details.getByRole('group').getByText(happened[line])).toBeVisible();
  });

for (const size of ['wall', 'phone'] as const)
  test(`the command centre puts a whistle off and takes it up again: ${size}`, async ({ given, when, server }) => {
    const whistle = await when.aWhistleIsBlown(`缓办恢复 ${size}`);
    const screen = await given.aPage({ size, view: `?city=wuhu&sel=whistle:${whistle.id}` });
    const { page, words } = screen;
    const { take, form, happened } = words.whistle;
    const details = page.getByRole('complementary', { name: words.details.title });
    const card = page.getByRole('region', { name: words.whistle.departments });

    await card.getByRole('button', { name: words.whistle.more.replace('{of}', words.whistle.one) }).click();
    await card.getByRole('button', { name: take.defer, exact: true }).click();
    const putOff = card.getByRole('form', { name: take.defer });
    await expect(putOff.getByRole('button', { name: take.defer })).toBeDisabled();
    await putOff.getByRole('group', { name: form.putOff }).getByText(form.days.replace('{n}', '3')).click();
    await putOff.getByRole('textbox').fill('等待汛期过去');
    await putOff.getByRole('button', { name: take.defer }).click();
    await expect(details.getByRole('status').filter({ hasText: '等待汛期过去' })).toBeVisible();
    // Nothing can be done now but to take it up again.
    await expect(card.getByRole('button')).toHaveText([take.resume]);
    await card.getByRole('button', { name: take.resume }).click();
    await expect(card.getByRole('button', { name: take['report-in'] }).first()).toBeVisible();
    await details.getByText(words.whistle.history).click();
    for (const line of ['deferred', 'resumed'] as const)
      await expect(details.getByRole('group').getByText(happened[line])).toBeVisible();
    const now = await server.ask<Whistle>('GET', `/whistles/${whistle.id}`);
    expect([now.deferral, now.deferrals]).toEqual([null, 1]);
    expect(Date.parse(now.resolveBy!)).toBeGreaterThan(Date.parse(whistle.resolveBy!));
  });
