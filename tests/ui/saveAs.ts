import { expect } from 'vitest';
import type { Page } from './browser';

/** Takes a format from the list that is open, and the file that the editor then offers, which must be this one. */
export async function saveAs(page: Page, format: string, file: string): Promise<void> {
  await page
    .locator('.quick-input-list .monaco-list-row .label-name', { hasText: new RegExp(`^${format}$`) })
    .first()
    .click();
  const input = page.locator('.quick-input-widget input[type=text]').first();
  const named = () => input.evaluate((element) => (element as HTMLInputElement).value).catch(() => '');
  await expect.poll(named, { timeout: 60_000 }).toBe(file);
  await page.locator('.quick-input-widget .monaco-button', { hasText: 'OK' }).first().click();
}
