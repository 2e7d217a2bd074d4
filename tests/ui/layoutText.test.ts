import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Locator } from './browser';
import { startEditor, type Editor } from './editor';

// What stands about layouts in the text editor and around it, apart from what is offered while they are typed: colours
// of VMs, exports, the two sides of a diff, the first steps.

let editor: Editor;
const folder = mkdtempSync(join(tmpdir(), 'vmpart-text-'));

/** PU 3 is given twice: a finding in either version. */
const layout = (memory: string): string => `{
  "version": 1,
  "machine": "rehearsal-4x2",
  "vms": [
    { "name": "left", "pus": "0-3", "memory": "${memory}", "policy": "firstTouch" },
    { "name": "right", "pus": "3-6", "memory": "1GiB", "policy": "firstTouch" }
  ],
  "accept": { "NUM01": "halves on purpose" }
}
`;

const sound = `{
  "version": 1,
  "machine": "rehearsal-4x2",
  "vms": [
    { "name": "left", "pus": "0-1", "memory": "1GiB" },
    { "name": "right", "pus": "2-3", "memory": "1GiB" }
  ]
}
`;

const finding = 'PU 3 is given to VM "right" and to "left" as well.';

beforeAll(async () => {
  writeFileSync(join(folder, 'halves.vmlayout.json'), layout('1GiB'));
  writeFileSync(join(folder, 'sound.vmlayout.json'), sound);
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'Halves');
  writeFileSync(join(folder, 'halves.vmlayout.json'), layout('2GiB'));
  editor = await startEditor({ workspace: folder });
  mkdirSync(join(editor.workspace, 'exported'));
});

afterAll(async () => {
  await editor.stop();
  rmSync(folder, { recursive: true, force: true });
});

function git(...words: readonly string[]): void {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org'];
  const { status, stderr } = spawnSync('git', [...identity, ...words], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

function row(hasText: string | RegExp): Locator {
  return editor.page.locator('.quick-input-list .monaco-list-row .label-name', { hasText }).first();
}

/** Number and colour of each mark in the line with a name. */
async function marks(name: string, within = ''): Promise<readonly string[]> {
  const line = editor.page.locator(`${within} .view-line`, { hasText: name }).first();
  return await line.evaluate((element) =>
    [...element.querySelectorAll('span')]
      .map((span) => getComputedStyle(span, '::before'))
      .filter(({ content }) => /^"\s\d+\s"$/.test(content))
      .map(({ content, backgroundColor }) => `${content.slice(2, -2)} ${backgroundColor}`),
  );
}

/** In the editor's own dialog, which takes a path: it begins beside the layout. */
async function chooseFolder(path: string): Promise<void> {
  const input = editor.page.locator('.quick-input-widget input[type=text]').first();
  const shown = () => input.evaluate((element) => (element as HTMLInputElement).value);
  await expect.poll(shown, { timeout: 20_000 }).toBe(`${editor.workspace}/`);
  await row(/^exported$/).waitFor();
  await input.fill(`${path}/`);
  // The list is of the folders in it then.
  await row(/^exported$/).waitFor({ state: 'hidden' });
  await editor.page.locator('.quick-input-widget .monaco-button', { hasText: 'Export Here' }).first().click();
}

describe('a layout in the text editor', () => {
  test('marks its VMs with the colours of the picture', async () => {
    await editor.open('sound.vmlayout.json');
    const shown = async (): Promise<object> => {
      const both = [...(await marks('"left"')), ...(await marks('"right"'))].map((mark) =>
        mark.split(' rgb'),
      );
      return { numbers: both.map(([number]) => number), colours: new Set(both.map(([, rgb]) => rgb)).size };
    };
    await expect.poll(shown, { timeout: 60_000 }).toEqual({ numbers: ['0', '1'], colours: 2 });
    await editor.screenshot('text-colours-dark');
    await editor.theme('Light Modern');
    await editor.screenshot('text-colours-light');
    await editor.theme('Dark Modern');
  });

  test('is exported for libvirt and for QEMU to a folder that is named', async () => {
    for (const [format, end, words] of [
      ['libvirt', 'xml', '<domain '],
      ['QEMU', 'sh', 'qemu-system-x86_64'],
    ] as const) {
      await editor.open('sound.vmlayout.json');
      await editor.command('VM Partition Lab: Export Layout…');
      await row(new RegExp(`^${format}$`)).click();
      await chooseFolder(join(editor.workspace, 'exported'));
      const files = ['left', 'right'].map((name) => join(editor.workspace, 'exported', `${name}.${end}`));
      await expect.poll(() => files.every((file) => existsSync(file)), { timeout: 60_000 }).toBe(true);
      await expect.poll(() => readFileSync(files[0]!, 'utf8'), { timeout: 30_000 }).toContain(words);
    }
    expect(readdirSync(join(editor.workspace, 'exported')).sort()).toEqual([
      'left.sh',
      'left.xml',
      'right.sh',
      'right.xml',
    ]);
  });
});

describe('a change of a layout', () => {
  test('has nothing of ours on the side that is not a file', async () => {
    const { page } = editor;
    await editor.open('halves.vmlayout.json');
    await editor.command('Git: Open Changes');
    const side = (name: string): Locator => page.locator(`.monaco-diff-editor .editor.${name}`).first();
    await side('modified').locator('.squiggly-error').first().waitFor({ timeout: 60_000 });
    await side('modified').locator('.view-line', { hasText: 'node' }).first().waitFor();
    await expect.poll(() => marks('"left"', '.monaco-diff-editor .editor.modified')).toHaveLength(1);
    expect(await marks('"left"', '.monaco-diff-editor .editor.original')).toEqual([]);
    expect(await side('original').locator('.squiggly-error').count()).toBe(0);
    await editor.screenshot('diff');
    expect(await side('original').innerText()).not.toContain('node');
    await page.keyboard.press('Control+Shift+M');
    const rows = page.locator('.markers-panel-container .monaco-list-row', { hasText: finding });
    await rows.first().waitFor();
    expect(await rows.count()).toBe(1);
  });
});

describe('the first steps', () => {
  test('are a walkthrough', async () => {
    await editor.command('VM Partition Lab: Get Started');
    const { page } = editor;
    await page.locator('.getting-started-step', { hasText: 'Open an example' }).first().waitFor();
    const steps = await page.locator('.getting-started-step .step-title').allInnerTexts();
    expect(steps).toEqual([
      'Open an example',
      'Change the cut in the picture',
      'See a finding',
      'Rehearse it',
      'Read the result',
    ]);
    await editor.screenshot('walkthrough');
  });
});
