import type { Editor } from './editor';

/** Types into the list with this title, which is open or about to open. */
export async function typeInto({ page }: Pick<Editor, 'page'>, title: string, words: string): Promise<void> {
  await page.locator('.quick-input-titlebar', { hasText: title }).first().waitFor();
  await page.locator('.quick-input-widget input[type=text]').first().fill(words);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: words }).first().waitFor();
}

/** The same, and takes the row that is left, by keyboard. */
export async function take(editor: Pick<Editor, 'page'>, title: string, words: string): Promise<void> {
  await typeInto(editor, title, words);
  const { page } = editor;
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: words }).first().waitFor();
  await page.keyboard.press('Enter');
}
