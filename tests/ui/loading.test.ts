import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEditor, untilSeen, type Editor } from './editor';
import { loadsIn } from './loads';

// Most windows have nothing of ours in them, and must not pay for it.

let editor: Editor;
const folder = mkdtempSync(join(tmpdir(), 'vmpart-loading-'));

beforeAll(async () => {
  writeFileSync(join(folder, 'other.jsonc'), '// Not ours.\n{}\n');
  const cut = { version: 1, machine: 'rehearsal-4x2', partition: { vms: 4 } };
  writeFileSync(join(folder, 'cut.vmlayout.json'), JSON.stringify(cut));
  editor = await startEditor({ workspace: folder, talkative: true });
});

afterAll(async () => {
  await editor.stop();
  rmSync(folder, { recursive: true });
});

test('a file of another kind and a list of tasks load nothing, a document of ours does', async () => {
  const { page } = editor;
  await editor.open('other.jsonc');
  await untilSeen(page, async (wait) => {
    await editor.command('Developer: Show Running Extensions');
    await page
      .locator('.runtime-extensions-editor .extension', { hasText: 'VM Partition Lab' })
      .waitFor(wait);
  });
  await editor.command('Tasks: Run Task');
  await page.locator('.quick-input-widget .monaco-list-row').first().waitFor();
  await page.keyboard.press('Escape');
  // It would have been written before this, which must be the first.
  await editor.open('cut.vmlayout.json');
  await expect
    .poll(() => loadsIn(editor.logs).map(({ asker }) => asker), { timeout: 30_000 })
    .toEqual(['document']);
});
