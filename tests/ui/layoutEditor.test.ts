import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Box, Frame, Locator } from './browser';
import { fileText, startEditor, type Editor } from './editor';
import { middle } from './layoutPage';

// The picture of a layout in the editor: over the same text document as the text, so that undo, save and everything
// else are the editor's own.

const empty = `{
  // Drawn by hand.
  "version": 1,
  "machine": "barcelona-4x4"
}
`;

/** What a person would have written. */
const drawn = `{
  // Drawn by hand.
  "version": 1,
  "machine": "barcelona-4x4",
  "vms": [
    { "name": "vm0", "pus": "0-3" },
    { "name": "vm1", "pus": "4-7" },
    { "name": "vm2", "pus": "8-11" },
    { "name": "vm3", "pus": "12-15" }
  ]
}
`;

/** PU 3 is given twice. */
const conflict = `{
  "version": 1,
  "machine": "rehearsal-4x2",
  "vms": [
    { "name": "left", "pus": "0-3", "memory": "1GiB" },
    { "name": "right", "pus": "3-6", "memory": "1GiB" }
  ],
  "accept": { "NUM01": "halves on purpose" }
}
`;

const ruled = (machine: string): string => `{
  "version": 1,
  "machine": "${machine}",
  "title": "One VM a node",
  "partition": { "per": "node" }
}
`;

const documents = {
  'mouse.vmlayout.json': empty,
  'keys.vmlayout.json': empty,
  'turns.vmlayout.json': drawn,
  'conflict.vmlayout.json': conflict,
  'paper.vmlayout.json': ruled('barcelona-4x4'),
  'large.vmlayout.json': ruled('epyc-7763-2x64-nps4'),
};

let editor: Editor;
const folder = mkdtempSync(join(tmpdir(), 'vmpart-picture-'));

beforeAll(async () => {
  for (const [name, text] of Object.entries(documents)) writeFileSync(join(folder, name), text);
  editor = await startEditor({ workspace: folder });
});

afterAll(async () => {
  await editor.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A button in the title of the active group. */
function titleButton(words: string): Locator {
  return editor.page
    .locator(`.editor-group-container.active .editor-actions .action-label[aria-label^="${words}"]`)
    .first();
}

/** Opens a layout's text alone, and its picture beside it. */
async function openBoth(name: string): Promise<Frame> {
  await editor.command('View: Close All Editors');
  await editor.open(name);
  await titleButton('Open Picture').click();
  return await picture();
}

/** Alt on the title's button opens in place of what is there. */
async function switchHere(words: string): Promise<void> {
  await editor.page.keyboard.down('Alt');
  await titleButton(words).click();
  await editor.page.keyboard.up('Alt');
}

/** The picture, once it is drawn. */
async function picture(): Promise<Frame> {
  const frame = editor.panel();
  await pu(frame, 0).waitFor({ timeout: 60_000 });
  return frame;
}

function pu(frame: Frame, id: number): Locator {
  return frame.locator(`.sheet [data-pu="${id}"]`);
}

async function boxOf(drawnPart: Locator): Promise<Box> {
  const box = await drawnPart.boundingBox();
  if (box === null) throw new Error('It is not drawn.');
  return box;
}

/** Waits until the list beside the picture has these VMs and no more. */
async function showsVms(frame: Frame, names: readonly string[]): Promise<void> {
  await expect.poll(() => frame.locator('.vm-name').allInnerTexts(), { timeout: 20_000 }).toEqual(names);
}

async function drag(from: Locator, to: Locator): Promise<void> {
  const { mouse } = editor.page;
  const [start, end] = [await boxOf(from), await boxOf(to)];
  await mouse.move(...middle(start));
  await mouse.down();
  await mouse.move(...middle(end), { steps: 5 });
  await mouse.up();
}

/** Saves what has the focus; the file then has this text. */
async function savedAs(name: string, text: string): Promise<void> {
  await editor.page.keyboard.press('Control+S');
  await expect.poll(() => fileText(editor, name), { timeout: 20_000 }).toBe(text);
}

const names = ['vm0', 'vm1', 'vm2', 'vm3'];

/** From four VMs back to none, a VM a step, and the file as it was. */
async function undoAll(frame: Frame, name: string): Promise<void> {
  for (const left of [3, 2, 1, 0]) {
    await editor.page.keyboard.press('Control+Z');
    await showsVms(frame, names.slice(0, left));
  }
  await savedAs(name, empty);
}

describe('the picture of a layout', () => {
  test('opens beside its text by the button in the title, and leads back', async () => {
    await openBoth('mouse.vmlayout.json');
    const { page } = editor;
    expect(await page.locator('.editor-group-container').count()).toBe(2);
    await titleButton('Open Text').click();
    await titleButton('Open Picture').waitFor();
    expect(await page.locator('.editor-group-container').count()).toBe(2);
    expect(await page.locator('.tab').count()).toBe(2);
  });

  test('takes the place of the text and gives it back', async () => {
    const { page } = editor;
    await editor.command('View: Close All Editors');
    await editor.open('mouse.vmlayout.json');
    await switchHere('Open Picture');
    await picture();
    await expect.poll(() => page.locator('.tab').count(), { timeout: 10_000 }).toBe(1);
    await switchHere('Open Text');
    await page.locator('.editor-group-container.active .view-line').first().waitFor();
    await expect.poll(() => page.locator('.tab').count(), { timeout: 10_000 }).toBe(1);
  });

  test('has four VMs drawn into it with the mouse alone, and each taken back', async () => {
    const frame = await openBoth('mouse.vmlayout.json');
    for (const [at, first] of [0, 4, 8, 12].entries()) {
      await drag(pu(frame, first), pu(frame, first + 3));
      await frame.locator('.selection-bar vscode-button', { hasText: 'Make VM' }).click();
      await showsVms(frame, names.slice(0, at + 1));
    }
    await savedAs('mouse.vmlayout.json', drawn);
    await editor.screenshot('picture-beside');
    await undoAll(frame, 'mouse.vmlayout.json');
  });

  test('has four VMs drawn into it with the keyboard alone, and each taken back', async () => {
    const { keyboard } = editor.page;
    await editor.command('View: Close All Editors');
    await editor.open('keys.vmlayout.json');
    await editor.command('VM Partition Lab: Open Picture');
    const frame = await picture();
    await tabTo(frame, 'board');
    await keyboard.press('Home');
    for (const [at, node] of [0, 1, 2, 3].entries()) {
      await leapTo(frame, node);
      await keyboard.press('n');
      await frame.locator('.selected-words', { hasText: /^4 PUs/ }).waitFor();
      await keyboard.press('Enter');
      await showsVms(frame, names.slice(0, at + 1));
    }
    await savedAs('keys.vmlayout.json', drawn);
    await undoAll(frame, 'keys.vmlayout.json');
  });
});

/** Presses Tab until the part of the page with this class has the keyboard. */
async function tabTo(frame: Frame, part: string): Promise<void> {
  const focused = () => frame.locator('body').evaluate(() => document.activeElement?.className ?? '');
  for (let presses = 0; !(await focused()).split(' ').includes(part); presses++) {
    if (presses === 20) throw new Error(`Tab does not reach ${part}.`);
    await editor.page.keyboard.press('Tab');
  }
}

/** Node by node, as nodes lie to each other in the picture. */
async function leapTo(frame: Frame, node: number): Promise<void> {
  const words = () => frame.locator('#cursor').textContent();
  const to = await boxOf(frame.locator(`.sheet [data-box="node:${node}"]`));
  for (let leaps = 0; !(await words())?.includes(`node ${node}`); leaps++) {
    if (leaps === 10) throw new Error(`Arrows do not reach node ${node}.`);
    const now = /node (\d+)/.exec((await words()) ?? '')?.[1] ?? '';
    const from = await boxOf(frame.locator(`.sheet [data-box="node:${now}"]`));
    const key =
      Math.abs(from.y - to.y) > 5
        ? from.y < to.y
          ? 'ArrowDown'
          : 'ArrowUp'
        : from.x < to.x
          ? 'ArrowRight'
          : 'ArrowLeft';
    await editor.page.keyboard.press(`Control+${key}`);
  }
}

describe('text and picture side by side', () => {
  const text = (): Locator => editor.page.locator('.editor-group-container').first();
  const line = (words: RegExp): Locator => text().locator('.view-line', { hasText: words }).first();
  /** Puts the cursor behind words of the text that was drawn. */
  const toText = async (words: string): Promise<void> => {
    await text().locator('.view-line').first().click();
    const before = drawn.slice(0, drawn.indexOf(words) + words.length).split('\n');
    await editor.goTo(before.length, (before.at(-1)?.length ?? 0) + 1);
  };

  test('stay equal while both are edited in turns, and go back together', async () => {
    const { keyboard } = editor.page;
    const frame = await openBoth('turns.vmlayout.json');
    await showsVms(frame, names);
    // In the text the last VM loses PU 15.
    await toText('12-15');
    await keyboard.press('Backspace');
    await keyboard.type('4');
    await line(/"12-14"/).waitFor();
    await expect.poll(() => pu(frame, 15).getAttribute('data-owners'), { timeout: 20_000 }).toBe(null);
    // In the picture the first one gets it.
    await pu(frame, 15).click();
    await frame.locator('.selection-bar vscode-button', { hasText: 'Give to VM' }).click();
    await frame.locator('.menu [role=menuitem]', { hasText: 'vm0' }).click();
    await line(/"0-3,15"/).waitFor();
    await expect.poll(() => pu(frame, 15).getAttribute('data-owners'), { timeout: 20_000 }).toBe('0');
    // In the text the second one gets another name.
    await toText('vm1');
    await keyboard.type('x');
    await showsVms(frame, ['vm0', 'vm1x', 'vm2', 'vm3']);
    // In the picture it goes.
    await frame.locator('.vms [role=option]', { hasText: 'vm1x' }).click();
    await keyboard.press('Delete');
    await showsVms(frame, ['vm0', 'vm2', 'vm3']);
    await savedAs(
      'turns.vmlayout.json',
      drawn
        .replace('"0-3"', '"0-3,15"')
        .replace('    { "name": "vm1", "pus": "4-7" },\n', '')
        .replace('12-15', '12-14'),
    );
    // Whoever did it, it is one history.
    for (let steps = 0; fileText(editor, 'turns.vmlayout.json') !== drawn; steps++) {
      if (steps === 8) throw new Error('The history does not lead back to the start.');
      await keyboard.press('Control+Z');
      await keyboard.press('Control+S');
      await editor.page.locator('.tab.dirty').first().waitFor({ state: 'hidden' });
    }
    await showsVms(frame, names);
  });

  test('grey the picture where the text is broken, and offer the place', async () => {
    const { page } = editor;
    const frame = await openBoth('turns.vmlayout.json');
    await toText('1,\n  ');
    await page.keyboard.type('?');
    const banner = frame.locator('.banner.stale');
    await banner.locator('strong').first().waitFor();
    expect(await banner.innerText()).toContain('Line 4, column 3');
    await showsVms(frame, names);
    await editor.screenshot('picture-stale');
    await editor.goTo(1, 1);
    await banner.locator('vscode-button', { hasText: 'Open Text' }).click();
    await page.locator('.statusbar-item', { hasText: 'Ln 4, Col 3' }).first().waitFor();
    await page.keyboard.press('Control+Z');
    await banner.waitFor({ state: 'hidden' });
  });

  test('are followed by a second picture, and come back after a reload', async () => {
    const { page } = editor;
    await openBoth('turns.vmlayout.json');
    await editor.command('View: Split Editor Right');
    const frames = [0, 1].map((at) =>
      page.frameLocator(`iframe.webview.ready >> nth=${at}`).frameLocator('iframe#active-frame'),
    );
    for (const frame of frames) await showsVms(frame, names);
    await toText('vm3');
    await page.keyboard.type('y');
    for (const frame of frames) await showsVms(frame, ['vm0', 'vm1', 'vm2', 'vm3y']);
    await page.keyboard.press('Control+Z');
    for (const frame of frames) await showsVms(frame, names);
    await page.keyboard.press('Control+S');
    await page.reload();
    for (const frame of frames) await showsVms(frame, names);
  });
});

describe('a finding', () => {
  test('stands on its cell, is shown in the text, and is mended from the picture', async () => {
    const { page } = editor;
    await editor.command('View: Close All Editors');
    await editor.open('conflict.vmlayout.json');
    await switchHere('Open Picture');
    const frame = await picture();
    const findings = frame.locator('.findings');
    await findings.locator('vscode-button', { hasText: 'Give "right" PU 7 instead' }).waitFor();
    expect(await findings.innerText()).toContain('PU 3 is given to VM "right" and to "left" as well.');
    await editor.screenshot('picture-finding');
    await findings.locator('vscode-button', { hasText: 'Show in Text' }).first().click();
    await page.locator('.statusbar-item', { hasText: '(5 selected)' }).first().waitFor();
    await findings.locator('vscode-button', { hasText: 'Give "right" PU 7 instead' }).click();
    await page
      .locator('.view-line', { hasText: /"right",\s"pus":\s"7,4-6"/ })
      .first()
      .waitFor();
    await findings.locator('vscode-button').first().waitFor({ state: 'hidden' });
    await page.keyboard.press('Control+Z');
    await findings.locator('vscode-button', { hasText: 'Give "right" PU 7 instead' }).waitFor();
    await savedAs('conflict.vmlayout.json', conflict);
  });
});

describe('the export of a picture', () => {
  const exported = async (format: 'SVG' | 'PNG'): Promise<Buffer> => {
    const { page } = editor;
    const file = join(editor.workspace, `paper.${format.toLowerCase()}`);
    await editor.command('VM Partition Lab: Export Picture…');
    await page
      .locator('.quick-input-list .monaco-list-row .label-name', { hasText: new RegExp(`^${format}$`) })
      .first()
      .click();
    const input = page.locator('.quick-input-widget input[type=text]').first();
    const named = () => input.evaluate((element) => (element as HTMLInputElement).value).catch(() => '');
    await expect.poll(named, { timeout: 60_000 }).toBe(file);
    await page.locator('.quick-input-widget .monaco-button', { hasText: 'OK' }).first().click();
    await expect
      .poll(() => existsSync(file) && readFileSync(file).length > 0, { timeout: 20_000 })
      .toBe(true);
    return readFileSync(file);
  };

  test('writes lines and text, with a legend', async () => {
    await editor.command('View: Close All Editors');
    await editor.open('paper.vmlayout.json');
    const svg = (await exported('SVG')).toString();
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg).toContain('data-legend');
    for (const name of names) expect(svg).toContain(`>${name}</text>`);
  });

  test('opens the picture to write pixels', async () => {
    const png = await exported('PNG');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    // Wider than a screen is nowhere asked; empty it must not be.
    expect(png.length).toBeGreaterThan(10_000);
    await picture();
  });
});

describe('in the themes of the editor', () => {
  test.each([
    ['light', 'Light Modern', 'vscode-light'],
    ['high-contrast', 'Dark High Contrast', 'vscode-high-contrast'],
    ['high-contrast-light', 'Light High Contrast', 'vscode-high-contrast-light'],
    ['dark', 'Dark Modern', 'vscode-dark'],
  ])('the picture is drawn in %s', async (name, theme, bodyClass) => {
    await editor.theme(theme);
    for (const machine of ['paper', 'large']) {
      await editor.command('View: Close All Editors');
      await editor.open(`${machine}.vmlayout.json`);
      await switchHere('Open Picture');
      const frame = await picture();
      await frame.locator(`body.${bodyClass}`).waitFor();
      await editor.screenshot(`picture-${machine}-${name}`);
    }
  });

  test('no content security policy is broken', () => {
    expect(editor.policyReports).toEqual([]);
  });
});
