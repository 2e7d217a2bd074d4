import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { setUpUi } from '../../scripts/ui-setup.mjs';
import type { FromLayout, ToLayout } from '../../src/protocol/layout';
import type { Box, Browser, Page, Viewport } from './browser';
import { launchBrowser, screenshots } from './editor';
import { createLayoutHost, type LayoutHost } from './layoutHost';
import { englishLayoutWords } from './layoutWords';
import { editorApi, servePage, type ServedPage } from './servedPage';
import { dressing, editorThemes, type EditorTheme } from './themes';

/** The built page of the layout editor in a browser, with a document behind it. */
export interface LayoutPage {
  readonly page: Page;
  readonly host: LayoutHost;
  /** Complaints of the content security policy, and errors of the page. */
  readonly complaints: readonly string[];
  readonly dress: (theme: EditorTheme) => Promise<void>;
  readonly post: (message: ToLayout) => Promise<void>;
  /** Where a PU is drawn, in pixels of the window. */
  readonly pu: (id: number) => Promise<Box>;
  /** Waits until the picture shows VMs of these names, in order. */
  readonly vms: (names: readonly string[]) => Promise<void>;
  readonly screenshot: (name: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface PageRoom {
  readonly open: (text: string, size?: Viewport) => Promise<LayoutPage>;
  readonly stop: () => Promise<void>;
}

/** A browser and the served page, for any number of documents. */
export async function layoutRoom(): Promise<PageRoom> {
  const browser = await launchBrowser(setUpUi());
  const served = await servePage('layout');
  return {
    open: (text, size = { width: 1200, height: 800 }) => openPage(browser, served, text, size),
    stop: async () => {
      await browser.close();
      await served.stop();
    },
  };
}

/** For a file of tests: a room for all of them, and for each the page that it opens, which must end without complaints. */
export function onePageATest(): (text: string) => Promise<LayoutPage> {
  let room: PageRoom;
  let open: LayoutPage | undefined;
  beforeAll(async () => {
    room = await layoutRoom();
  });
  afterEach(async () => {
    const complaints = open?.complaints ?? [];
    await open?.close();
    open = undefined;
    expect(complaints).toEqual([]);
  });
  afterAll(async () => {
    await room.stop();
  });
  return async (text) => (open = await room.open(text));
}

async function openPage(
  browser: Browser,
  served: ServedPage,
  text: string,
  size: Viewport,
): Promise<LayoutPage> {
  const page = await browser.newPage({ viewport: size });
  page.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
  const post = async (message: ToLayout): Promise<void> => {
    await page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);
  };
  const path = '/work/page.vmlayout.json';
  const host = createLayoutHost(path, text, englishLayoutWords(), post);
  await page.exposeFunction('toHost', (message) => host.receive(message as FromLayout));
  const [dark] = editorThemes;
  await page.addInitScript({ content: editorApi(dark) });
  await page.goto(served.address);
  await page.locator('.sheet svg').waitFor({ state: 'attached' });
  return {
    page,
    host,
    complaints,
    post,
    dress: async (theme) => {
      await page.evaluate(dressing(theme));
    },
    pu: (id) => boxOfPu(page, id),
    vms: async (names) => {
      for (const [i, name] of names.entries())
        await page.locator('.vms [role=option]').nth(i).locator('.vm-name', { hasText: name }).waitFor();
      await page.locator('.vms [role=option]').nth(names.length).waitFor({ state: 'hidden' });
    },
    screenshot: async (name) => {
      await page.screenshot({ path: join(screenshots, `${name}.png`) });
    },
    close: () => page.close(),
  };
}

async function boxOfPu(page: Page, id: number): Promise<Box> {
  const box = await page.locator(`.sheet [data-pu="${id}"]`).boundingBox();
  if (box === null) throw new Error(`PU ${id} is not drawn.`);
  return box;
}

/** The middle of a box, as the mouse takes it. */
export function middle({ x, y, width, height }: Box): readonly [number, number] {
  return [x + width / 2, y + height / 2];
}
