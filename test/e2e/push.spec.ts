import { expect, type Page } from '@playwright/test';
import { grant } from '../support/people.ts';
import { PushDevice } from '../support/push-device.ts';
import { Receiver, status } from '../support/receiver.ts';
import type { Screen } from './driver/screen.ts';
import { test } from './driver/sentences.ts';

let service: Receiver;
test.beforeAll(async () => {
  service = await Receiver.open();
  service.reply = status(201);
});
test.afterAll(() => service.close());

/** The browser's push service is outside: its subscription is one at a service of the test's own. */
const withOwnService = (page: Page, { endpoint, keys }: PushDevice): Promise<unknown> =>
  page.addInitScript(
    ([address, own]) => {
      let current: PushSubscription | null = null;
      const made = (key: ArrayBuffer): PushSubscription =>
        ({
          endpoint: address,
          options: { applicationServerKey: key, userVisibleOnly: true },
          toJSON: () => ({ endpoint: address, keys: own }),
          unsubscribe: () => {
            current = null;
            return Promise.resolve(true);
          },
        }) as unknown as PushSubscription;
      PushManager.prototype.getSubscription = () => Promise.resolve(current);
      PushManager.prototype.subscribe = (options) => {
        current = made((options!.applicationServerKey as Uint8Array<ArrayBuffer>).buffer);
        return Promise.resolve(current);
      };
    },
    [endpoint, keys] as const,
  );

async function enter({ page, words }: Screen, login: string, oneTime: string): Promise<void> {
  const form = page.getByRole('form', { name: words.people.signIn });
  await form.getByLabel(words.people.login).fill(login);
  await form.getByLabel(words.people.password).fill(oneTime);
  await page.keyboard.press('Enter');
  for (const label of [words.people.newPassword, words.people.again])
    await form.getByLabel(label, { exact: true }).fill('指挥中心自己的密码-2026');
  await page.keyboard.press('Enter');
}

test('somebody has this device told, reads it there, and is told no more after leaving', async ({
  given,
  when,
  server,
}) => {
  const login = 'push-centre';
  const oneTime = await server.addPerson(login, [grant('centre', { city: 'wuhu' })]);
  const screen = await given.aPage({ signedOut: true });
  const { page, words } = screen;
  const device = new PushDevice(`${service.url}/device`);
  await withOwnService(page, device);
  await page.context().grantPermissions(['notifications'], { origin: server.url });
  await page.reload();
  await enter(screen, login, oneTime);
  await screen.untilDrawn();

  await page.locator('.bell summary').click();
  await page.getByRole('button', { name: words.telling.device.switchOn, exact: true }).click();
  await expect(page.locator('.bell').getByText(words.telling.device.on)).toBeVisible();
  const whistle = await when.aWhistleIsBlown('推送');
  await expect.poll(() => service.received.length).toBe(1);
  const message = device.read(service.take()[0]!);
  expect(message.body).toContain(whistle.code);

  // What the push service would hand to the browser.
  const cdp = await page.context().newCDPSession(page);
  const registered = new Promise<string>((go) =>
    cdp.on(
      'ServiceWorker.workerRegistrationUpdated',
      ({ registrations: [first] }) => first && go(first.registrationId),
    ),
  );
  await cdp.send('ServiceWorker.enable');
  const push = { origin: server.url, registrationId: await registered, data: JSON.stringify(message) };
  await cdp.send('ServiceWorker.deliverPushMessage', push);
  const shown = (): Promise<string[]> =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      return (await registration.getNotifications()).map(({ title, body }) => `${title}\n${body}`);
    });
  await expect.poll(shown).toEqual([`${message.title}\n${message.body}`]);

  const forgotten = page.waitForResponse(
    (answer) => answer.url().endsWith('/session/push') && answer.request().method() === 'DELETE',
  );
  await page.getByLabel(words.people.menu.replace('{name}', '张三')).click();
  await page.getByRole('button', { name: words.people.signOut }).click();
  expect((await forgotten).status()).toBe(200);
  await expect(page.getByRole('form', { name: words.people.signIn })).toBeVisible();
});

test('whoever forbade notices is told how to allow them', async ({ given, server }) => {
  const login = 'push-denied';
  const oneTime = await server.addPerson(login, [grant('centre', { city: 'wuhu' })]);
  const screen = await given.aPage({ signedOut: true, locale: 'en', scheme: 'light' });
  await screen.page.addInitScript(() => {
    Object.defineProperty(Notification, 'permission', { get: () => 'denied' });
  });
  await screen.page.reload();
  await enter(screen, login, oneTime);
  await screen.page.locator('.bell summary').click();
  await expect(screen.page.locator('.bell').getByText(screen.words.telling.device.denied)).toBeVisible();
});
