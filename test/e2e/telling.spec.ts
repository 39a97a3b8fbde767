import { expect } from '@playwright/test';
import { grant } from '../support/people.ts';
import { test } from './driver/sentences.ts';

for (const [size, scheme, locale] of [
  ['wall', 'dark', 'zh-CN'],
  ['phone', 'light', 'en'],
] as const)
  test(`the bell tells of what comes after the page was opened, and leads to it: ${size}`, async ({
    given,
    when,
    then,
  }) => {
    const before = await when.aWhistleIsBlown(`打开之前 · ${size}`);
    const screen = await given.aPage({ size, scheme, locale });
    const { page } = screen;
    const { telling } = screen.words;
    const bell = (n: number) => page.getByLabel(telling.bell.replace('{n}', String(n)));
    await expect(bell(0)).toBeVisible();

    const whistle = await when.aWhistleIsBlown(`打开之后 · ${size}`);
    await screen.untilHas(whistle.seq);
    await expect(bell(1)).toBeVisible();
    await screen.tabTo('.bell summary');
    await page.keyboard.press('Enter');
    await expect(bell(0)).toBeVisible();
    const notices = page.locator('.bell li');
    await expect(notices).toHaveCount(1);
    await expect(notices).toContainText(whistle.code);
    await expect(page.locator('.bell')).not.toContainText(before.code);
    await page.screenshot({ path: `test-results/bell-${size}.png` });
    await then.axeFindsNothingSerious(screen);
    await notices.getByRole('button').click();
    await expect(page.getByRole('complementary', { name: screen.words.details.title })).toContainText(whistle.code);
  });

test('sound and flash come by choice only, and the choice is remembered', async ({ given, when }) => {
  const screen = await given.aPage();
  const { page } = screen;
  const { telling } = screen.words;
  /** Notes that the page has played, and flashes that it has shown. */
  await page.addInitScript(() => {
    const counted = window as unknown as { notes: number; flashes: number };
    Object.assign(counted, { notes: 0, flashes: 0 });
    const count = (node: Node): number => (node instanceof Element && node.matches('.flash') ? 1 : 0);
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) for (const node of addedNodes) counted.flashes += count(node);
    }).observe(document, { childList: true, subtree: true });
    const sounds = OscillatorNode;
    window.OscillatorNode = class extends sounds {
      override start(at?: number): void {
        counted.notes += 1;
        super.start(at);
      }
    };
  });
  await page.reload();
  await screen.untilDrawn();
  const seen = (): Promise<{ notes: number; flashes: number }> =>
    page.evaluate(() => {
      const { notes, flashes } = window as unknown as { notes: number; flashes: number };
      return { notes, flashes };
    });

  await screen.untilHas((await when.aWhistleIsBlown('无声')).seq);
  await expect(page.getByLabel(telling.bell.replace('{n}', '1'))).toBeVisible();
  expect(await seen()).toEqual({ notes: 0, flashes: 0 });

  await page.locator('.bell summary').click();
  for (const what of [telling.sound, telling.flash]) await page.getByLabel(what, { exact: true }).check();
  // A sample is heard and seen at once.
  await expect.poll(seen).toEqual({ notes: 2, flashes: 1 });
  await expect(page.locator('.flash')).toHaveCount(0);

  await page.reload();
  await screen.untilDrawn();
  await page.locator('.bell summary').click();
  for (const what of [telling.sound, telling.flash]) await expect(page.getByLabel(what, { exact: true })).toBeChecked();
  await page.locator('.bell summary').click();
  await screen.untilHas((await when.aWhistleIsBlown('有声')).seq);
  await expect.poll(seen).toEqual({ notes: 2, flashes: 1 });
});

test('a kind that was switched off is not told', async ({ given, when }) => {
  const screen = await given.aPage();
  const { telling } = screen.words;
  await screen.page.locator('.bell summary').click();
  await screen.page.getByLabel(telling.groups.called, { exact: true }).uncheck();
  const whistle = await when.aWhistleIsBlown('不提醒');
  await screen.untilHas(whistle.seq);
  await expect(screen.page.locator('.bell li')).toHaveCount(0);
});

test('what somebody does here is no news to them; what others do to the same whistle is one row', async ({
  given,
  when,
  server,
}) => {
  const screen = await given.aPage();
  const { page, words } = screen;
  const { telling } = words;
  await page.getByRole('button', { name: words.call.open, exact: true }).first().click();
  const form = page.getByRole('form', { name: words.call.title });
  await form.getByRole('button', { name: words.call.otherMatter }).click();
  await page.keyboard.type('自己吹的哨');
  await form.getByText('公安局', { exact: true }).click();
  await screen.clickMap([118.38, 31.33]);
  await form.getByRole('button', { name: words.call.send, exact: true }).click();
  const card = page.getByRole('complementary', { name: words.details.title });
  await expect(card).toContainText('自己吹的哨');

  const whistle = await when.aWhistleIsBlown('别人吹的哨');
  const chased = await server.ask<{ seq: number }>(
    'POST',
    `/whistles/${whistle.id}/chase`,
    {},
    {
      'if-match': `"${whistle.version}"`,
    },
  );
  await screen.untilHas(chased.seq);
  await page.getByLabel(telling.bell.replace('{n}', '2')).click();
  const notices = page.locator('.bell li');
  await expect(notices).toHaveCount(1);
  await expect(notices).toContainText(whistle.code);
  await expect(notices).toContainText(telling.times.replace('{n}', '2'));
});

test('somebody who only manages is told that there is nothing to tell', async ({ given, server }) => {
  const login = `manager-${Date.now()}`;
  const oneTime = await server.addPerson(login, [grant('administrator')]);
  const screen = await given.aPage({ signedOut: true });
  const { page, words } = screen;
  const form = page.getByRole('form', { name: words.people.signIn });
  await form.getByLabel(words.people.login).fill(login);
  await form.getByLabel(words.people.password).fill(oneTime);
  await page.keyboard.press('Enter');
  for (const label of [words.people.newPassword, words.people.again])
    await form.getByLabel(label, { exact: true }).fill('管理员自己的密码-2026');
  await page.keyboard.press('Enter');
  await page.locator('.bell summary').click();
  await expect(page.locator('.bell')).toContainText(words.telling.nothing);
});
