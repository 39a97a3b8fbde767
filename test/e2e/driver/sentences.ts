import { expect, test as base, type Browser } from '@playwright/test';
import type { Station } from '../../../server/contract/station.ts';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { CityServer } from './city-server.ts';
import { makeDataDirOfRun } from './data-dir.ts';
import { Screen, type Locale, type Scheme } from './screen.ts';
import { Traffic } from './traffic.ts';

export interface PageWish {
  size?: 'wall' | 'phone';
  locale?: Locale;
  scheme?: Scheme;
  /** Query and hash of the address. */
  view?: string;
  /** False: the page asks who it is. */
  signedIn?: boolean;
}

const sizes = {
  wall: { viewport: { width: 1920, height: 1080 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
} as const;

/** What is there before anything happens. */
class Given {
  readonly screens: Screen[] = [];

  constructor(
    private readonly browser: Browser,
    readonly server: CityServer,
  ) {}

  /** A page that is open on the city and has drawn it. */
  async aPage({
    size = 'wall',
    locale = 'zh-CN',
    scheme = 'dark',
    view = '',
    signedIn = true,
  }: PageWish = {}): Promise<Screen> {
    const context = await this.browser.newContext({
      ...sizes[size],
      locale,
      colorScheme: scheme,
      reducedMotion: 'reduce',
    });
    if (signedIn) await context.addCookies([this.server.cookie]);
    const traffic = new Traffic(context);
    const screen = new Screen(await context.newPage(), traffic, locale, context);
    this.screens.push(screen);
    await screen.page.goto(`${this.server.url}/${view}`);
    if (signedIn) await screen.untilDrawn();
    return screen;
  }
}

/** What somebody does, or what happens. */
class When {
  constructor(private readonly server: CityServer) {}

  aWhistleIsBlown(title: string): Promise<Whistle> {
    return this.server.blow(title);
  }

  async allReportIn({ id, departments }: Whistle): Promise<Whistle> {
    let whistle: Whistle | undefined;
    for (const { department } of departments)
      whistle = await this.server.ask<Whistle>('POST', `/whistles/${id}/report-in`, { department });
    return whistle!;
  }

  /** As after a driver's crash: every canvas of the map loses its graphics; the browser gives them back to the map. */
  theGraphicsAreLost(screen: Screen): Promise<void> {
    return screen.loseGraphics();
  }

  theServerStops(): Promise<void> {
    return this.server.stop();
  }

  aStationClosesUnseen(station: Station): Promise<void> {
    return this.server.unseen(() => this.server.switchStation(station, false));
  }

  aStationOpens(station: Station): Promise<void> {
    return this.server.switchStation(station, true);
  }

  theServerIsBack(): Promise<void> {
    return this.server.start();
  }
}

/** What must be so, at the latest after a while. */
class Then {
  async theListShows(screen: Screen, title: string): Promise<void> {
    const row = screen.page.locator('#list').getByRole('button', { name: title });
    // What is due last stands at the end, and only the rows in sight are there.
    await expect(async () => {
      await screen.page.locator('#list .scroller').evaluate((rows) => (rows.scrollTop = rows.scrollHeight));
      await expect(row).toBeVisible({ timeout: 1000 });
    }).toPass();
  }

  async theMapHasDrawn(screen: Screen, { seq }: Whistle): Promise<void> {
    await screen.untilDrew(seq);
  }

  async theyAgree(one: Screen, other: Screen): Promise<void> {
    await expect.poll(async () => (await one.state()).seq).toBe((await other.state()).seq);
    expect(await one.state()).toEqual(await other.state());
  }

  /** The class of covered share that a zone is drawn in, as the map holds it. */
  async theZoneIsDrawnIn(screen: Screen, zone: number, wanted: (classOf: number) => boolean): Promise<void> {
    await expect.poll(async () => wanted(await screen.coverageClass(zone))).toBe(true);
  }

  async theBannerSays(screen: Screen, text: RegExp): Promise<void> {
    await expect(screen.page.getByRole('status').filter({ hasText: text })).toBeVisible();
  }

  async theBannerIsGone(screen: Screen): Promise<void> {
    await expect(screen.page.locator('.banner')).toHaveCount(0);
  }

  async nothingLeft(screen: Screen, serverUrl: string): Promise<void> {
    expect(screen.traffic.strangersTo(serverUrl)).toEqual([]);
    const { origin } = new URL(serverUrl);
    const strange = (await screen.resources()).filter((a) => !/^(blob|data):/.test(a) && new URL(a).origin !== origin);
    expect(strange).toEqual([]);
  }

  async axeFindsNothingSerious(screen: Screen): Promise<void> {
    expect(await screen.findings()).toEqual([]);
  }
}

interface Sentences {
  given: Given;
  when: When;
  then: Then;
}

/**
 * Tests in sentences: `given` a page, `when` something happens, `then` it must be so. Each test has its own pages; the
 * server is shared, since it takes seconds to start. No test may leave an uncaught error in a page, or ask a stranger.
 */
export const test = base.extend<Sentences, { server: CityServer }>({
  server: [
    // Playwright wants the first argument taken apart, even where nothing is taken.
    async ({}, use) => {
      const server = new CityServer(await makeDataDirOfRun());
      await server.start();
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  given: async ({ browser, server }, use) => {
    const given = new Given(browser, server);
    await use(given);
    const { screens } = given;
    for (const screen of screens) await screen.close();
    expect(screens.flatMap((s) => s.errors)).toEqual([]);
    expect(screens.flatMap((s) => s.traffic.strangersTo(server.url))).toEqual([]);
  },
  when: async ({ server }, use) => use(new When(server)),
  then: async ({}, use) => use(new Then()),
});
