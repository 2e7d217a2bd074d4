import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axe, violations } from './axe';
import { layoutRoom, middle, type LayoutPage, type PageRoom } from './layoutPage';
import { withMeasured } from './measuredView';
import { editorThemes } from './themes';

/** Everything that the page can show: VMs with findings, regions, networks, several interfaces. */
const full = `{
  "version": 1,
  "machine": "barcelona-4x4",
  "defaults": { "memory": "6GiB", "policy": "bind" },
  "networks": { "lan": {} },
  "regions": { "shm": { "size": "1GiB", "node": 0 } },
  "vms": [
    { "name": "vm0", "pus": "0-3" },
    { "name": "vm1", "pus": "4-7", "regions": ["shm"] },
    { "name": "big", "pus": "8-11", "memory": "9GiB", "nics": [{ "model": "rtl8139" }, { "queues": 2 }] }
  ]
}
`;

let room: PageRoom;

beforeAll(async () => {
  room = await layoutRoom();
});
afterAll(async () => {
  await room.stop();
});

/** The page as it is with a VM selected, or none, or PUs. */
const standings: readonly (readonly [string, (layout: LayoutPage) => Promise<void>])[] = [
  ['as it opens', () => Promise.resolve()],
  [
    'with memory that was found',
    async (layout) => {
      await layout.post({ type: 'view', version: 1, view: withMeasured(await layout.host.view()) });
      await layout.page.locator('.notes .note').waitFor();
    },
  ],
  [
    'with a VM selected',
    async (layout) => {
      await layout.page.mouse.click(...middle(await layout.pu(9)));
      await layout.page.locator('.form h2', { hasText: 'big' }).waitFor();
    },
  ],
  [
    'with PUs selected',
    async (layout) => {
      await layout.page.mouse.click(...middle(await layout.pu(13)));
      await layout.page.locator('.selection-bar vscode-button', { hasText: 'Make VM' }).waitFor();
    },
  ],
  [
    'with its menu open',
    async (layout) => {
      await layout.page.mouse.click(...middle(await layout.pu(9)), { button: 'right' });
      await layout.page.locator('.menu').waitFor();
    },
  ],
  [
    'with a preview',
    async (layout) => {
      await layout.page.keyboard.press('Escape');
      await layout.page.locator('.rules vscode-button', { hasText: 'Preview' }).click();
      await layout.page.locator('.banner.preview').waitFor();
    },
  ],
  [
    'with a broken text, its help open',
    async (layout) => {
      await layout.host.setText('{ "version": 1, ');
      await layout.page.locator('.banner.stale').waitFor();
      await layout.page.locator('.board').focus();
      await layout.page.keyboard.press('?');
      await layout.page.locator('dialog[open]').waitFor();
    },
  ],
];

test('axe sees what is wrong', async () => {
  const layout = await room.open(full);
  await layout.page.evaluate(axe);
  await layout.page.evaluate(`document.querySelector('.side').append(document.createElement('img'))`);
  expect((await violations(layout.page)).join()).toContain('image-alt');
  await layout.close();
});

describe.each(editorThemes)('in the theme $name', (theme) => {
  test('axe finds nothing of WCAG 2 A and AA, in the toolkit neither', async () => {
    const layout = await room.open(full);
    await layout.dress(theme);
    await layout.page.evaluate(axe);
    for (const [standing, make] of standings) {
      await make(layout);
      expect(await violations(layout.page), standing).toEqual([]);
      await layout.page.waitForTimeout(100);
      await layout.screenshot(`layout-${theme.name}-${standing.replaceAll(/\W+/g, '-')}`);
    }
    expect(layout.complaints).toEqual([]);
    await layout.close();
  });
});

/** Enlarging a window of 1280 by 1024 leaves so many pixels of the style sheet. */
test.each([
  ['200 %', 640, 512],
  ['400 %', 320, 256],
])('at %s everything is there, below each other', async (_zoom, width, height) => {
  const layout = await room.open(full, { width, height });
  const { page } = layout;
  await layout.screenshot(`layout-${String(width)}`);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  for (const part of ['.board', '.vms', '.form', '.rules', '.outline']) {
    await page.locator(part).scrollIntoViewIfNeeded();
    expect(await page.locator(part).isVisible(), part).toBe(true);
  }
  await layout.close();
});

test('Tab reaches every control and leaves the page again', async () => {
  const layout = await room.open(full);
  const { page } = layout;
  await page.mouse.click(...middle(await layout.pu(9)));
  await page.locator('.form h2', { hasText: 'big' }).waitFor();
  await page.evaluate(`document.activeElement.blur()`);
  const reached = new Set<string>();
  const key = `(() => {
    const at = document.activeElement;
    return at === null || at === document.body ? '' : (window.seen ??= new Map(),
      window.seen.has(at) || window.seen.set(at, String(window.seen.size)), window.seen.get(at));
  })()`;
  for (let step = 0; step < 120; step++) {
    await page.keyboard.press('Tab');
    reached.add(String(await page.evaluate(key)));
  }
  const missed = await page.evaluate(`[...document.querySelectorAll(
      'vscode-button, vscode-dropdown, vscode-text-field, vscode-checkbox, a[href], summary, [tabindex="0"]')]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !window.seen.has(one) && one.closest('[inert]') === null)
    .map((one) => one.outerHTML.slice(0, 120))`);
  expect(missed).toEqual([]);
  expect(reached.size).toBeGreaterThan(25);
  expect([...reached], 'the page is left').toContain('');
  await layout.close();
});
