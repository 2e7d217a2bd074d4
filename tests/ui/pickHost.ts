import type { Editor } from './editor';

/** Picks where experiments of the window run, by the command and its list. */
export async function pickHost(editor: Pick<Editor, 'page' | 'command'>, host: string): Promise<void> {
  await editor.command('VM Partition Lab: Pick Host');
  await editor.page
    .locator('.quick-input-list .monaco-list-row .label-name', { hasText: host })
    .first()
    .click();
}
