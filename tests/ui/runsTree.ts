import type { Locator, Page } from './browser';
import { untilSeen, type Editor } from './editor';

/** The view of runs, as a person sees it. */
export interface RunsTree {
  /** Brings it to the front. */
  show(): Promise<void>;
  /** The row with these words in its label or behind it. */
  row(words: string | RegExp): Locator;
  /** Unfolds the row with this label. */
  unfold(label: string | RegExp): Promise<void>;
  /** Takes an entry of the menu of a row, by mouse. */
  menu(words: string | RegExp, entry: string): Promise<void>;
  /** Puts the keyboard on a row, without a mouse. */
  focus(words: string | RegExp): Promise<void>;
  /** Takes an entry of the menu of the row that has the keyboard, without a mouse. */
  keyMenu(entry: string): Promise<void>;
}

const rows = (view: string): string => `.pane:has(.pane-header[aria-label^="${view}"]) .monaco-list-row`;

/** A row of a view, by words in its label or behind it. */
export function rowOf(page: Page, view: 'Runs' | 'Hosts', words: string | RegExp): Locator {
  return page.locator(rows(view), { hasText: words }).first();
}

/** By mouse. */
export async function takeFromMenu(page: Page, row: Locator, entry: string): Promise<void> {
  const item = page.locator('.monaco-menu .action-menu-item', { hasText: entry }).first();
  await untilSeen(page, async (wait) => {
    await row.click({ button: 'right' });
    await item.waitFor(wait);
    // A menu takes no click in its first moment: it would be that of the button that opened it.
    await item.hover();
    await page.waitForTimeout(250);
    await item.click();
    await item.waitFor({ state: 'hidden', ...wait });
  });
}

export function runsTree(editor: Pick<Editor, 'page' | 'command'>): RunsTree {
  const { page } = editor;
  const row = (words: string | RegExp): Locator => rowOf(page, 'Runs', words);
  return {
    async show() {
      // Its icon would hide it where it is shown already.
      await editor.command('View: Show VM Partition Lab');
      await row(/./).waitFor();
    },
    row,
    menu: (words, entry) => takeFromMenu(page, row(words), entry),
    focus: (words) =>
      untilSeen(page, async () => {
        await editor.command('VM Partition Lab: Focus on Runs View');
        await press(page, 'Home');
        await stepTo(page, page.locator(`${rows('Runs')}.focused`, { hasText: words }));
      }),
    async keyMenu(entry) {
      const menu = page.locator('.monaco-menu .action-item').first();
      await untilSeen(page, async (wait) => {
        await press(page, 'Shift+F10');
        await menu.waitFor(wait);
      });
      await stepTo(page, page.locator('.monaco-menu .action-item.focused', { hasText: entry }));
      await press(page, 'Enter');
      await menu.waitFor({ state: 'hidden' });
    },
    async unfold(label) {
      await untilSeen(page, async (wait) => {
        const found = row(label);
        await found.waitFor(wait);
        if ((await found.getAttribute('aria-expanded')) !== 'true') {
          await found.locator('.monaco-tl-twistie').first().click();
        }
        await page
          .locator(`${rows('Runs')}[aria-expanded="true"]`, { hasText: label })
          .first()
          .waitFor(wait);
      });
    },
  };
}

const mostSteps = 40;

/** Down, row by row, until it is there. */
async function stepTo(page: Page, wanted: Locator): Promise<void> {
  for (let step = 0; step < mostSteps; step += 1) {
    if (await wanted.isVisible()) return;
    await press(page, 'ArrowDown');
  }
  throw new Error('The keyboard does not reach it.');
}

/** The editor draws what a key did a moment later. */
async function press(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key);
  await page.waitForTimeout(60);
}
