import type { Frame, Locator, Page } from './browser';

/** What a person does in the result panel without a mouse, and what is read there. */
export interface ResultsHands {
  /** Chooses in a dropdown of the strip, by the name before it. */
  choose(control: 'Figure' | 'Groups' | 'Colours', option: string): Promise<void>;
  /** Ticks a level of a filter, or unticks it, and folds the filter again. */
  tick(filter: string, level: string, isShown: boolean): Promise<void>;
  /** Goes so many marks into the chart and selects the last of them. */
  selectMark(steps: number): Promise<void>;
  /** The table of the figure without its head, cells apart by ` | `. */
  rows(): Promise<readonly string[]>;
  /** What the chart says to those who hear it. */
  said(): Promise<string>;
}

/** `panel` is the inside of the panel. */
export function resultsHands(page: Page, panel: Frame): ResultsHands {
  return {
    async choose(name, option) {
      const control = panel.locator(`.strip vscode-dropdown[aria-label="${name}"]`);
      await control.focus();
      await page.keyboard.press('Home');
      await pressUntil(page, 'ArrowDown', async () => (await shownIn(control)) === option);
    },
    async tick(name, level, isShown) {
      const filter = panel.locator('.filter', { hasText: new RegExp(`^${name}:`) });
      const box = filter.locator('vscode-checkbox', { hasText: level });
      await filter.locator('summary').focus();
      if ((await filter.getAttribute('open')) === null) await page.keyboard.press('Enter');
      await pressUntil(page, 'Tab', () => hasKeyboard(box));
      const wanted = String(isShown);
      if ((await box.getAttribute('aria-checked')) !== wanted) await page.keyboard.press('Space');
      await filter.locator(`vscode-checkbox[aria-checked="${wanted}"]`, { hasText: level }).waitFor();
      await page.keyboard.press('Escape');
    },
    async selectMark(steps) {
      await panel.locator('.chart').focus();
      await page.keyboard.press('Escape');
      for (let step = 0; step < steps; step++) await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
    },
    async rows() {
      const texts = await panel.locator('.figure-table vscode-data-grid-row').allInnerTexts();
      return texts.slice(1).map((text) => text.trim().replace(/\s*\n\s*/g, ' | '));
    },
    said: async () => (await panel.locator('canvas[role=img]').getAttribute('aria-label')) ?? '',
  };
}

/** Its own view of itself: what it draws follows a moment later. */
function shownIn(dropdown: Locator): Promise<string> {
  return dropdown.evaluate(
    (element) => (element as Element & { readonly displayValue: string }).displayValue,
  );
}

function hasKeyboard(control: Locator): Promise<boolean> {
  return control.evaluate((element) => element === element.ownerDocument.activeElement);
}

const mostPresses = 30;

async function pressUntil(page: Page, key: string, isThere: () => Promise<boolean>): Promise<void> {
  for (let press = 0; press < mostPresses; press += 1) {
    if (await isThere()) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not lead there.`);
}
