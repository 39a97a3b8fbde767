import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { en } from '../../../client/i18n/en.ts';
import { restingCoverage } from '../../../client/coverage/layer.ts';
import { zh, type Messages } from '../../../client/i18n/zh.ts';
// For `window.__shaotu`.
import type {} from '../../../client/probe.ts';
import type { Position } from '../../../server/contract/geo.ts';
import type { Snapshot } from '../../../server/contract/state.ts';
import { tileZooms } from '../../../server/contract/tiles.ts';
import { Traffic } from './traffic.ts';

export type Locale = 'zh-CN' | 'en';
export type Scheme = 'dark' | 'light';

/** What axe found, shortened. */
export interface Finding {
  rule: string;
  impact: string;
  where: string[];
}

const firstZoomOfZones = tileZooms.zones.minzoom;
const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** One person's screen: a page in a browser of its own, read through what it shows and through its probe. */
export class Screen {
  /** Errors that nobody caught in the page. */
  readonly errors: string[] = [];

  constructor(
    readonly page: Page,
    readonly traffic: Traffic,
    readonly locale: Locale,
    private readonly context: BrowserContext,
  ) {
    page.on('pageerror', (error) => this.errors.push(error.message));
  }

  /** The interface's words in this screen's language. */
  get words(): Messages {
    return this.locale === 'en' ? en : zh;
  }

  /**
   * Resolves when the page has its data and, where the map is in sight, has drawn its zones (farther out than their
   * tiles begin: its areas) and the newest event.
   */
  async untilDrawn(): Promise<void> {
    await this.page.waitForFunction(() => window.__shaotu !== undefined && window.__shaotu.state() !== null);
    await this.page.waitForFunction((zonesFromZoom) => {
      const stage = document.querySelector('.stage');
      if (stage?.checkVisibility({ checkVisibilityCSS: true }) === false) return true;
      const { map, drawn, state } = window.__shaotu!;
      if (map?.areTilesLoaded() !== true || drawn() < state()!.seq) return false;
      const sought = map.getZoom() < zonesFromZoom ? 'areas' : 'zones';
      // What lies under the pointer has no opacity, nor has a fill before its classes are there.
      const seen = map
        .queryRenderedFeatures()
        .filter((f) => (f.layer.paint as Record<string, unknown> | undefined)?.['fill-opacity'] !== 0);
      return seen.some((f) => f.sourceLayer === sought);
    }, firstZoomOfZones);
  }

  /** Zones that the map shows now. */
  zones(): Promise<number> {
    return this.page.evaluate(() => {
      const features = window
        .__shaotu!.map!.queryRenderedFeatures()
        .filter((f) => (f.layer.paint as Record<string, unknown> | undefined)?.['fill-opacity'] !== 0);
      return new Set(features.filter((f) => f.sourceLayer === 'zones').map((f) => f.id)).size;
    });
  }

  /** Class of covered share that the map draws a zone in: 0 none to 6 all of it. */
  coverageClass(zone: number): Promise<number> {
    return this.page.evaluate(
      ([id, resting]) => {
        const target = { source: 'zones', sourceLayer: 'zones', id };
        const state = window.__shaotu!.map!.getFeatureState(target) as { c?: number } | undefined;
        return state?.c ?? resting;
      },
      [zone, restingCoverage] as const,
    );
  }

  /** The card beside the pointer. */
  get hoverCard(): Locator {
    return this.page.locator('.hover.card');
  }

  /** Where a position is on the screen now. */
  private async pixelOf([lng, lat]: Position): Promise<{ x: number; y: number }> {
    const box = (await this.page.locator('#map').boundingBox())!;
    const at = await this.page.evaluate((p) => window.__shaotu!.map!.project(p), [lng, lat] as [number, number]);
    return { x: box.x + at.x, y: box.y + at.y };
  }

  async clickMap(position: Position): Promise<void> {
    const { x, y } = await this.pixelOf(position);
    await this.page.mouse.click(x, y);
  }

  /** Rests the pointer on a position; resolves when the card beside it says `text`. */
  async untilPointedAt(position: Position, text: string): Promise<void> {
    // A pointer that does not move says nothing new: it comes from beside until what lies there has been loaded.
    await expect(async () => {
      const { x, y } = await this.pixelOf(position);
      await this.page.mouse.move(x - 4, y);
      await this.page.mouse.move(x, y);
      await expect(this.hoverCard).toContainText(text, { timeout: 500 });
    }).toPass();
  }

  /** Names of the map's layers from the lowest up. */
  styleLayers(): Promise<string[]> {
    return this.page.evaluate(() => window.__shaotu!.map!.getLayersOrder());
  }

  /** Features that the map draws in a layer; 0 where there is no such layer. */
  drawnIn(layer: string): Promise<number> {
    return this.page.evaluate((id) => {
      const { map } = window.__shaotu!;
      return map!.getLayer(id) === undefined ? 0 : map!.queryRenderedFeatures({ layers: [id] }).length;
    }, layer);
  }

  state(): Promise<Snapshot> {
    return this.page.evaluate(() => window.__shaotu!.state()!);
  }

  /** Resolves when the map has drawn the event with this number. */
  async untilDrew(seq: number): Promise<void> {
    await this.page.waitForFunction((n) => window.__shaotu!.drawn() >= n, seq);
  }

  /** Resolves when the page has applied the event with this number. */
  async untilHas(seq: number): Promise<void> {
    await this.page.waitForFunction((n) => (window.__shaotu!.state()?.seq ?? 0) >= n, seq);
  }

  /** Addresses of all that the page's own record of loaded resources names. */
  resources(): Promise<string[]> {
    return this.page.evaluate(() => performance.getEntries().flatMap((e) => (/^\w+:/.test(e.name) ? [e.name] : [])));
  }

  /** Takes the graphics away from all canvases of the map, and gives them back; resolves when the map is whole again. */
  async loseGraphics(): Promise<void> {
    await this.page.evaluate(async () => {
      const canvases = [...document.querySelectorAll<HTMLCanvasElement>('#map canvas')];
      const handles = canvases.map((canvas) => canvas.getContext('webgl2')!.getExtension('WEBGL_lose_context')!);
      const map = window.__shaotu!.map!;
      const lost = new Promise((resolve) => map.once('webglcontextlost', resolve));
      for (const handle of handles) handle.loseContext();
      await lost;
      const whole = new Promise((resolve) => map.once('webglcontextrestored', resolve));
      // Not before the loss has been told to everybody.
      setTimeout(() => handles.forEach((handle, i) => canvases[i]!.isConnected && handle.restoreContext()));
      await whole;
    });
  }

  /** The map's canvases from the lowest up, `true` where one can draw. */
  canvases(): Promise<boolean[]> {
    return this.page.evaluate(() =>
      [...document.querySelectorAll<HTMLCanvasElement>('#map canvas')].map(
        (canvas) => canvas.getContext('webgl2')?.isContextLost() === false,
      ),
    );
  }

  /** Presses keys one after the other. */
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Presses Tab until the focus is on what `selector` names; fails after `most`. */
  async tabTo(selector: string, most = 60): Promise<void> {
    for (let i = 0; i < most; i++) {
      if (await this.page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)) return;
      await this.page.keyboard.press('Tab');
    }
    expect(selector, `reached by Tab within ${most} steps`).toBe('focused');
  }

  /** Serious and critical findings of axe (WCAG 2.2 A and AA). */
  async findings(): Promise<Finding[]> {
    // `evaluate` is not bound by the page's content security policy, a script tag would be.
    await this.page.evaluate(readFileSync(axeFile, 'utf8'));
    const found = await this.page.evaluate(async () => {
      const { axe } = window as unknown as { axe: typeof import('axe-core') };
      const { violations } = await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
      return violations.map((v) => ({
        rule: v.id,
        impact: v.impact ?? '',
        where: v.nodes.map((n) => n.target.join(' ')),
      }));
    });
    return found.filter((f) => f.impact === 'serious' || f.impact === 'critical');
  }

  close(): Promise<void> {
    return this.context.close();
  }
}
