import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readJournal } from '../../src/core/journal/reader';
import { startEditor, type Editor } from './editor';
import { typeInto } from './quickPick';

// What the model says, where it is asked: a prediction above the text of an experiment, and the best cut of a machine.

const NAME = 'stencil.vmexperiment.json';
const EXPERIMENT = `{
  "version": 1,
  "layouts": [
    { "name": "wide", "layout": { "version": 1, "machine": "barcelona-4x4", "partition": { "vms": 1 } } },
    { "name": "cut", "layout": { "version": 1, "machine": "barcelona-4x4", "partition": { "per": "node" } } }
  ],
  "workloads": [
    {
      "suite": "command",
      "name": "stencil",
      "launcher": "mpi",
      "command": ["/opt/bin/stencil"],
      "profile": {
        "source": "counted in its source",
        "memory": "64MiB",
        "operations": 1e11,
        "traffic": [{ "bytes": "900GiB", "reuse": "64MiB" }],
        "messages": [{ "to": { "offsets": [1, -1] }, "count": 500, "bytes": "64KiB" }]
      }
    }
  ],
  "replicates": 10
}
`;

const source = mkdtempSync(join(tmpdir(), 'vmpart-predict-'));
let editor: Editor;

beforeAll(async () => {
  writeFileSync(join(source, NAME), EXPERIMENT);
  editor = await startEditor({ workspace: source });
});

afterAll(async () => {
  await editor.stop();
  rmSync(source, { recursive: true, force: true });
});

const typed = (title: string, words: string): Promise<void> => typeInto(editor, title, words);

describe('a prediction', () => {
  test('comes by the lens, of a program whose author says what it does, and is marked in the panel', async () => {
    await editor.open(NAME);
    await editor.lens('Predict');
    const standing = editor.panel().locator('.standing', { hasText: /10 of 10 blocks/ });
    await standing.waitFor();
    await editor.panel().locator('body', { hasText: 'predicted' }).first().waitFor();
    const results = join(editor.workspace, NAME.replace('experiment.json', 'results'));
    const [attempt = ''] = readdirSync(results);
    const { state } = readJournal(readFileSync(join(results, attempt, 'journal.jsonl'), 'utf8'));
    expect(state).toMatchObject({ state: 'finished', origin: 'predicted', problems: [] });
    expect(state.runs.every((run) => run.state === 'ok')).toBe(true);
    for (const theme of ['Light Modern', 'Dark High Contrast']) {
      await editor.theme(theme);
      await editor.screenshot(`predicted-${theme.replaceAll(' ', '-').toLowerCase()}`);
    }
    await editor.theme('Light Modern');
  });
});

describe('advice', () => {
  test('is asked for with three lists, told as text, and written as layouts with an experiment', async () => {
    const { page } = editor;
    await editor.command('VM Partition Lab: Advise…');
    await typed('Advise (1 of 3)', 'barcelona-4x4');
    await page.keyboard.press('Enter');
    await typed('Advise (2 of 3)', 'cg.B');
    await page
      .locator('.quick-input-list .monaco-list-row', { hasText: /^cg\.B/ })
      .first()
      .click();
    await page.keyboard.press('Enter');
    await typed('Advise (3 of 3)', 'Shared memory');
    await page.keyboard.press('Enter');
    await page.locator('.view-lines', { hasText: 'cg.B' }).first().waitFor();
    await editor.screenshot('advice');
    const offer = page.locator('.notification-list-item', { hasText: 'can be written into a folder' });
    await offer.waitFor();
  });

  test('is left by Cancel in its notification', async () => {
    const { page } = editor;
    const tabs = page.locator('.tabs-container .tab');
    const before = await tabs.count();
    await editor.command('Notifications: Clear All Notifications');
    await editor.command('VM Partition Lab: Advise…');
    await typed('Advise (1 of 3)', 'barcelona-4x4');
    await page.keyboard.press('Enter');
    for (const program of ['bt.C', 'ft.C', 'lu.C', 'sp.C']) {
      await typed('Advise (2 of 3)', program);
      await page.locator('.quick-input-list .monaco-list-row', { hasText: program }).first().click();
    }
    await page.keyboard.press('Enter');
    await typed('Advise (3 of 3)', 'Whatever');
    await page.keyboard.press('Enter');
    const progress = page.locator('.notification-list-item', { hasText: 'Looking for the best cut' });
    await progress.waitFor();
    await page.locator('.notification-list-item', { hasText: /Looking through \d+ cuts/ }).waitFor();
    await editor.screenshot('advice-under-way');
    await progress.locator('.monaco-button', { hasText: 'Cancel' }).first().click();
    await progress.waitFor({ state: 'hidden' });
    expect(await page.locator('.notification-list-item').count()).toBe(0);
    // No text of an advice besides the first one's.
    expect(await tabs.count()).toBe(before);
  });
});
