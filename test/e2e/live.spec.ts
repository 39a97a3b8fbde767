import { expect } from '@playwright/test';
import { test } from './driver/sentences.ts';

test('a whistle blown elsewhere appears in the list and on the map, without a reload', async ({
  given,
  when,
  then,
}) => {
  const screen = await given.aPage();
  const loads = screen.traffic.asked.length;
  const whistle = await when.aWhistleIsBlown('消防通道堵塞 · 实时');
  await then.theListShows(screen, whistle.title);
  await then.theMapHasDrawn(screen, whistle);
  expect(screen.traffic.asked.slice(loads).filter((a) => new URL(a).pathname === '/')).toEqual([]);
});

test('when the graphics are lost the map comes back by itself, and goes on', async ({ given, when, then }) => {
  const screen = await given.aPage();
  await then.theMapHasDrawn(screen, await when.aWhistleIsBlown('显卡重置之前'));
  const before = await screen.canvases();
  await when.theGraphicsAreLost(screen);
  await then.theMapHasDrawn(screen, await when.aWhistleIsBlown('显卡重置之后'));
  await expect.poll(() => screen.canvases()).toEqual(before);
  await expect.poll(() => screen.zones()).toBeGreaterThan(0);
});

test('two pages agree on every step of a whistle', async ({ given, when, then }) => {
  const [wall, phone] = [await given.aPage(), await given.aPage({ size: 'phone', locale: 'en', scheme: 'light' })];
  const called = await when.aWhistleIsBlown('占道经营 · 两屏一致');
  const reported = await when.allReportIn(called);
  for (const screen of [wall, phone]) await screen.untilHas(reported.seq);
  await then.theyAgree(wall, phone);
  expect((await wall.state()).open.find((w) => w.id === called.id)).toEqual(reported);
});

test('while the server is away the page says so, and catches up to the last event when it is back', async ({
  given,
  when,
  then,
}) => {
  const screen = await given.aPage();
  // Drawn to the last layer: what is only half loaded cannot go on without its server.
  await then.theMapHasDrawn(screen, await when.aWhistleIsBlown('断线之前'));
  await when.theServerStops();
  await then.theBannerSays(screen, /实时连接已中断/);
  await when.theServerIsBack();
  const missed = [];
  for (const n of [1, 2, 3]) missed.push(await when.aWhistleIsBlown(`断线期间 ${n}`));
  await screen.untilHas(missed.at(-1)!.seq);
  await then.theBannerIsGone(screen);
  await then.theListShows(screen, '断线期间 3');
  await then.theyAgree(screen, await given.aPage());
});

test('a station that closed while the page was away has left its zones when it is back', async ({
  given,
  when,
  then,
  server,
}) => {
  const station = await server.stationAlone();
  const screen = await given.aPage();
  await then.theZoneIsDrawnIn(screen, station.zone, (c) => c > 0);
  await when.theServerStops();
  await when.aStationClosesUnseen(station);
  await when.theServerIsBack();
  await then.theZoneIsDrawnIn(screen, station.zone, (c) => c === 0);
  await when.aStationOpens(station);
  await then.theZoneIsDrawnIn(screen, station.zone, (c) => c > 0);
});
