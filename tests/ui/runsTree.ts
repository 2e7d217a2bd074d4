import type { Locator } from './browser';
import { untilSeen, type Editor } from './editor';

/** The view of runs, as a person sees it. */
export interface RunsTree {
  /** Brings it to the front. */
  show(): Promise<void>;
  /** The row with these words in its label or behind it. */
  row(words: string | RegExp): Locator;
  /** Unfolds the row with this label. */
  unfold(label: string | RegExp): Promise<void>;
}

const pane = '.pane:has(.pane-header[aria-label^="Runs"])';

export function runsTree(editor: Pick<Editor, 'page' | 'command'>): RunsTree {
  const { page } = editor;
  const row = (words: string | RegExp): Locator =>
    page.locator(`${pane} .monaco-list-row`, { hasText: words }).first();
  return {
    async show() {
      // Its icon would hide it where it is shown already.
      await editor.command('View: Show VM Partition Lab');
      await row(/./).waitFor();
    },
    row,
    async unfold(label) {
      await untilSeen(page, async (wait) => {
        const found = row(label);
        await found.waitFor(wait);
        if ((await found.getAttribute('aria-expanded')) !== 'true') {
          await found.locator('.monaco-tl-twistie').first().click();
        }
        await page
          .locator(`${pane} .monaco-list-row[aria-expanded="true"]`, { hasText: label })
          .first()
          .waitFor(wait);
      });
    },
  };
}
