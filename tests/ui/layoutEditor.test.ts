import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Box, Frame, Locator } from './browser';
import { fileText, startEditor, type Editor } from './editor';
import { middle } from './layoutPage';
import { saveAs } from './saveAs';

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

let editor: Editor;
const folder = mkdtempSync(join(tmpdir(), 'vmpart-picture-'));
let files = 0;

beforeAll(async () => {
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

/** Opens a new file in the one group that there is then, and returns its name: what an earlier test left stays behind. */
async function begin(text: string): Promise<string> {
  files += 1;
  const name = `cut${files}.vmlayout.json`;
  writeFileSync(join(editor.workspace, name), text);
  await editor.command('View: Join All Editor Groups');
  await editor.open(name);
  return name;
}

/** The same with its picture beside it. */
async function beginBoth(text: string): Promise<{ readonly name: string; readonly frame: Frame }> {
  const name = await begin(text);
  await titleButton('Open Picture').click();
  return { name, frame: await picture() };
}

/** Alt on the title's button opens in place of what is there. */
async function switchHere(words: string): Promise<void> {
  const { keyboard } = editor.page;
  await titleButton(words).waitFor();
  await keyboard.down('Alt');
  try {
    await titleButton(words).click();
  } finally {
    await keyboard.up('Alt');
  }
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

/** Names in the list beside the picture. */
async function vmsOf(frame: Frame): Promise<readonly string[]> {
  return await frame.locator('.vm-name').allInnerTexts();
}

async function showsVms(frame: Frame, names: readonly string[]): Promise<void> {
  await expect.poll(() => vmsOf(frame), { timeout: 30_000 }).toEqual(names);
}

/** Presses again where a busy editor has let the key fall: as long as nothing has changed. */
async function undo(frame: Frame, names: readonly string[]): Promise<void> {
  const before = await vmsOf(frame);
  for (let tries = 0; tries < 3 && (await vmsOf(frame)).join() === before.join(); tries++) {
    await editor.page.keyboard.press('Control+Z');
    await expect
      .poll(() => vmsOf(frame), { timeout: 10_000 })
      .not.toEqual(before)
      .catch(() => undefined);
  }
  await showsVms(frame, names);
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
    await undo(frame, names.slice(0, left));
  }
  await savedAs(name, empty);
}

describe('the picture of a layout', () => {
  test('opens beside its text by the button in the title, and leads back', async () => {
    const { name } = await beginBoth(empty);
    const { page } = editor;
    const tabs = page.locator(`.tab[data-resource-name="${name}"]`);
    expect(await page.locator('.editor-group-container').count()).toBe(2);
    await titleButton('Open Text').click();
    await titleButton('Open Picture').waitFor();
    expect(await page.locator('.editor-group-container').count()).toBe(2);
    expect(await tabs.count()).toBe(2);
  });

  test('takes the place of the text and gives it back', async () => {
    const { page } = editor;
    const name = await begin(empty);
    const tabs = page.locator(`.tab[data-resource-name="${name}"]`);
    await switchHere('Open Picture');
    await picture();
    await expect.poll(() => tabs.count(), { timeout: 20_000 }).toBe(1);
    await switchHere('Open Text');
    await page.locator('.editor-group-container.active .view-line').first().waitFor();
    await expect.poll(() => tabs.count(), { timeout: 20_000 }).toBe(1);
    expect(await page.locator('.editor-group-container').count()).toBe(1);
  });

  test('has four VMs drawn into it with the mouse alone, and each taken back', async () => {
    const { name, frame } = await beginBoth(empty);
    for (const [at, first] of [0, 4, 8, 12].entries()) {
      await drag(pu(frame, first), pu(frame, first + 3));
      await frame.locator('.selection-bar vscode-button', { hasText: 'Make VM' }).click();
      await showsVms(frame, names.slice(0, at + 1));
    }
    await savedAs(name, drawn);
    await editor.screenshot('picture-beside');
    await undoAll(frame, name);
  });

  test('has four VMs drawn into it with the keyboard alone, and each taken back', async () => {
    const { keyboard } = editor.page;
    const name = await begin(empty);
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
    await savedAs(name, drawn);
    await undoAll(frame, name);
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
  // One text is in sight.
  const line = (words: RegExp | string): Locator =>
    editor.page.locator('.editor-group-container .view-line', { hasText: words }).first();
  /** Puts the cursor behind words of the text that was drawn. */
  const toText = async (words: string): Promise<void> => {
    await line('version').click();
    const before = drawn.slice(0, drawn.indexOf(words) + words.length).split('\n');
    await editor.goTo(before.length, (before.at(-1)?.length ?? 0) + 1);
  };

  test('stay equal while both are edited in turns, and go back together', async () => {
    const { keyboard } = editor.page;
    const { name, frame } = await beginBoth(drawn);
    await showsVms(frame, names);
    // In the text the last VM loses PU 15.
    await toText('12-15');
    await keyboard.press('Backspace');
    await keyboard.type('4');
    await line(/"12-14"/).waitFor();
    await expect.poll(() => pu(frame, 15).getAttribute('data-owners'), { timeout: 20_000 }).toBe(null);
    // In the picture the first one gets it.
    await editor.page.mouse.click(...middle(await boxOf(pu(frame, 15))));
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
    const left = drawn
      .replace('"0-3"', '"0-3,15"')
      .replace('    { "name": "vm1", "pus": "4-7" },\n', '')
      .replace('12-15', '12-14');
    await savedAs(name, left);
    // Whoever did it, it is one history.
    await undo(frame, ['vm0', 'vm1x', 'vm2', 'vm3']);
    await undo(frame, names);
    // What was typed may be one step or two.
    const isBack = async (): Promise<boolean> => (await pu(frame, 15).getAttribute('data-owners')) === '3';
    for (let steps = 0; steps < 3 && !(await isBack()); steps++) {
      await keyboard.press('Control+Z');
      await expect
        .poll(isBack, { timeout: 5000 })
        .toBe(true)
        .catch(() => undefined);
    }
    await savedAs(name, drawn);
  });

  test('grey the picture where the text is broken, and offer the place', async () => {
    const { page } = editor;
    const { frame } = await beginBoth(drawn);
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
    await beginBoth(drawn);
    await editor.command('View: Split Editor Right');
    const frames = [0, 1].map((at) =>
      page.frameLocator(`iframe.webview.ready >> nth=${at}`).frameLocator('iframe#active-frame'),
    );
    for (const frame of frames) await showsVms(frame, names);
    await toText('vm3');
    await page.keyboard.type('y');
    for (const frame of frames) await showsVms(frame, ['vm0', 'vm1', 'vm2', 'vm3y']);
    for (const frame of frames) await undo(frame, names);
    await page.reload();
    for (const frame of frames) await showsVms(frame, names);
  });
});

describe('a finding', () => {
  test('stands on its cell, is shown in the text, and is mended from the picture', async () => {
    const { page } = editor;
    const name = await begin(conflict);
    await switchHere('Open Picture');
    const frame = await picture();
    const findings = frame.locator('.findings');
    const fix = findings.locator('vscode-button', { hasText: 'Give "right" PU 7 instead' }).first();
    await fix.waitFor();
    expect(await findings.innerText()).toContain('PU 3 is given to VM "right" and to "left" as well.');
    await editor.screenshot('picture-finding');
    await findings.locator('vscode-button', { hasText: 'Show in Text' }).first().click();
    await page.locator('.statusbar-item', { hasText: '(5 selected)' }).first().waitFor();
    await fix.click();
    await page
      .locator('.view-line', { hasText: /"right",\s"pus":\s"7,4-6"/ })
      .first()
      .waitFor();
    await fix.waitFor({ state: 'hidden' });
    await page.keyboard.press('Control+Z');
    await fix.waitFor();
    await savedAs(name, conflict);
  });
});

describe('the export of a picture', () => {
  const exported = async (name: string, format: 'SVG' | 'PNG'): Promise<Buffer> => {
    const { page } = editor;
    const file = join(editor.workspace, name.replace('vmlayout.json', format.toLowerCase()));
    await editor.command('VM Partition Lab: Export Picture…');
    await saveAs(page, format, file);
    await expect
      .poll(() => existsSync(file) && readFileSync(file).length > 0, { timeout: 20_000 })
      .toBe(true);
    return readFileSync(file);
  };

  test('writes lines and text, with a legend', async () => {
    const svg = (await exported(await begin(ruled('barcelona-4x4')), 'SVG')).toString();
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg).toContain('data-legend');
    expect(names.filter((name) => svg.includes(`>${name}<`))).toEqual(names);
  });

  test('opens the picture to write pixels', async () => {
    const png = await exported(await begin(ruled('barcelona-4x4')), 'PNG');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    // Wider than a screen is nowhere asked; empty it must not be.
    expect(png.length).toBeGreaterThan(10_000);
    await picture();
  });
});

describe('in the themes of the editor', () => {
  const machines = { paper: 'barcelona-4x4', large: 'epyc-7763-2x64-nps4' };
  const shown = new Map<string, string>();

  const showAlone = async (title: string, machine: string): Promise<void> => {
    const there = shown.get(title);
    if (there !== undefined) {
      await editor.open(there);
      return;
    }
    shown.set(title, await begin(ruled(machine)));
    await switchHere('Open Picture');
    // Room for the larger one.
    if (await editor.page.locator('.sidebar').first().isVisible())
      await editor.page.keyboard.press('Control+B');
  };

  test.each([
    ['light', 'Light Modern', 'vscode-light'],
    ['high-contrast', 'Dark High Contrast', 'vscode-high-contrast'],
    ['high-contrast-light', 'Light High Contrast', 'vscode-high-contrast-light'],
    ['dark', 'Dark Modern', 'vscode-dark'],
  ])('the picture is drawn in %s', async (name, theme, bodyClass) => {
    await editor.theme(theme);
    for (const [title, machine] of Object.entries(machines)) {
      await showAlone(title, machine);
      const frame = await picture();
      await frame.locator(`body.${bodyClass}`).waitFor();
      await editor.screenshot(`picture-${title}-${name}`);
    }
  });

  test('no content security policy is broken', () => {
    expect(editor.policyReports).toEqual([]);
  });
});
