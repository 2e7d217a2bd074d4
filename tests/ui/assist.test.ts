import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { screenshots, startEditor, untilSeen, type Editor } from './editor';
import type { Locator } from './browser';

let editor: Editor;
const folder = mkdtempSync(join(tmpdir(), 'vmpart-assist-'));

const machine = `{
  "version": 1,
  "title": "Four nodes with four cores each",
  "synthetic": "pack:4 [numa] l3:1 core:4 pu:1",
  "memoryPerNode": "8GiB",
  "distances": [[10, 20, 20, 20], [20, 10, 20, 20], [20, 20, 10, 20], [20, 20, 20, 10]],
  "reserved": { "memoryPerNode": "1GiB" }
}
`;

/** Line 4 is where a text may be broken. */
const layout = (title: string): string => `{
  "version": 1,
  "machine": "host.vmtopology.json",
  ${title}
  "regions": { "shared": { "size": "1GiB", "node": 0 } },
  "vms": [
    { "name": "first", "pus": "0-3", "memory": "2GiB", "regions": ["shared"] },
    { "name": "second", "pus": "", "memory": "7GiB" },
    { "name": "third", "pus": "8-15", "memory": "10GiB", "policy": "firstTouch" }
  ]
}
`;

const list = (title: string): string => `{
  "version": 1,
  "machine": "host.vmtopology.json",
  ${title}
  "vms": [
    { "name": "vm0", "pus": "0-3", "memory": "7GiB" },
    { "name": "vm1", "pus": "4-7", "memory": "7GiB" },
    { "name": "vm2", "pus": "8-11", "memory": "7GiB" },
    { "name": "vm3", "pus": "12-15", "memory": "7GiB" }
  ]
}
`;

const whole = '"title": "As it should be",';
const broken = '"title" "without a colon",';

const documents = {
  'host.vmtopology.json': machine,
  'whole.vmlayout.json': layout(whole),
  'broken.vmlayout.json': layout(broken),
  'list.vmlayout.json': list(whole),
  'broken-list.vmlayout.json': list(broken),
};

beforeAll(async () => {
  for (const [name, text] of Object.entries(documents)) writeFileSync(join(folder, name), text);
  editor = await startEditor({ workspace: folder });
});

afterAll(async () => {
  await editor.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A line of the text; spaces of a drawn line do not break. */
function line(words: string): Locator {
  const pattern = words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s');
  return editor.page.locator('.view-line', { hasText: new RegExp(pattern) }).first();
}

async function offered(words: string): Promise<Locator> {
  const row = editor.page.locator('.suggest-widget.visible .monaco-list-row', { hasText: words }).first();
  // A list that was asked for while another is still coming does not open.
  await untilSeen(editor.page, async (wait) => {
    await editor.page.keyboard.press('Control+Space');
    await row.waitFor(wait);
  });
  return row;
}

describe.each([
  ['whole', 'list'],
  ['broken', 'broken-list'],
])('in a %s text', (name, listName) => {
  test('each VM says what it comes to', async () => {
    await editor.open(`${name}.vmlayout.json`);
    await line('node 0 · 4 PUs, 2.0 of 8 GiB').waitFor({ timeout: 60_000 });
    await line('nodes 2-3 · 8 PUs, 10.0 of 16 GiB').waitFor();
  });

  test('free PUs are offered and replace the token with its quotes', async () => {
    const { page } = editor;
    await editor.goTo(8, 32);
    const row = await offered('"4-7"');
    expect(await row.innerText()).toContain('node 1');
    // What the other VMs have is not offered.
    const rows = await page.locator('.suggest-widget.visible .monaco-list-row').allInnerTexts();
    expect(rows.filter((text) => /"(0|3|8|15)\b/.test(text))).toEqual([]);
    if (name === 'whole') {
      await editor.screenshot('assist-completions-dark');
      await page.keyboard.press('Escape');
      await editor.theme('Light Modern');
      await editor.goTo(8, 32);
      await offered('"4-7"');
      await editor.screenshot('assist-completions-light');
    }
    await page.locator('.suggest-widget.visible .monaco-list-row', { hasText: '"4-7"' }).first().click();
    await line('"name": "second", "pus": "4-7", "memory": "7GiB" }').waitFor();
    await line('node 1 · 4 PUs, 7.0 of 8 GiB').waitFor();
  });

  test('a hover places PUs on the machine', async () => {
    const { page } = editor;
    await editor.goTo(7, 33);
    const hover = page.locator('.monaco-hover', { hasText: 'PUs 0-3: package 0, node 0, 4 cores' }).first();
    await untilSeen(page, async (wait) => {
      await page.keyboard.press('Control+K');
      await page.keyboard.press('Control+I');
      await hover.waitFor(wait);
    });
    // Without moving the mouse, which would close it.
    if (name === 'whole') await page.screenshot({ path: join(screenshots, 'assist-hover-light.png') });
    await page.keyboard.press('Escape');
  });

  test('a hover on the machine draws the cut', async () => {
    const { page } = editor;
    await editor.goTo(3, 20);
    await page.keyboard.press('Control+K');
    await page.keyboard.press('Control+I');
    const drawn = page.locator('.monaco-hover img[src^="data:image/svg+xml;base64,"]').first();
    await drawn.waitFor();
    // The editor kept the width that was asked for.
    expect(Number(await drawn.getAttribute('width'))).toBeGreaterThan(300);
    const [, encoded = ''] = (await drawn.getAttribute('src'))?.split('base64,') ?? [];
    expect(Buffer.from(encoded, 'base64').toString()).toContain('cut into 3 VMs');
    if (name === 'whole')
      await page.screenshot({ path: join(screenshots, 'assist-hover-picture-light.png') });
    await page.keyboard.press('Escape');
  });

  test('a machine leads to its file', async () => {
    const { page } = editor;
    await editor.goTo(3, 20);
    await untilSeen(page, async (wait) => {
      await page.keyboard.press('F12');
      await page.locator('.tab.active[data-resource-name="host.vmtopology.json"]').first().waitFor(wait);
    });
    await editor.open(`${name}.vmlayout.json`);
  });

  test('a region is renamed in all of its places', async () => {
    const { page } = editor;
    await editor.goTo(7, 73);
    const input = page.locator('.rename-box input').first();
    await untilSeen(page, async (wait) => {
      await page.keyboard.press('F2');
      await input.waitFor(wait);
    });
    await input.fill('common');
    await input.press('Enter');
    await line('"regions": { "common": {').waitFor();
    await line('"regions": ["common"] }').waitFor();
  });

  test('a VM over two nodes is split', async () => {
    await editor.goTo(9, 20);
    await editor.codeAction('Split "third" into a VM a node');
    await line('"name": "third-2", "pus": "8-11", "memory": "5GiB"').waitFor();
    await line('"name": "third-3", "pus": "12-15"').waitFor();
    if (name === 'whole') await editor.screenshot('assist-hints-light');
  });

  test('a list that a rule makes is written as the rule', async () => {
    await editor.open(`${listName}.vmlayout.json`);
    await editor.goTo(6, 16);
    await editor.codeAction('as the rule { "per": "node" }');
    await line('"partition": { "per": "node" }').waitFor();
    await line('4 VMs of 4 PUs, 7.0 GiB each').waitFor();
    if (name !== 'whole') return;
    await editor.screenshot('assist-rule-light');
    await editor.theme('Dark Modern');
    await editor.screenshot('assist-rule-dark');
  });
});

describe('a host that was probed', () => {
  test('says in the text where it is not as its topology says, and offers to write it there', async () => {
    const { page } = editor;
    const row = (hasText: string): Locator =>
      page.locator('.quick-input-list .monaco-list-row .label-name', { hasText }).first();
    await editor.open('list.vmlayout.json');
    await editor.command('VM Partition Lab: Pick Host');
    await row('local').click();
    await editor.command('VM Partition Lab: Probe Host');
    await row('local').click();
    await page.locator('.tab.active[data-resource-name="local.vmtopology.json"]').first().waitFor();
    await editor.open('list.vmlayout.json');
    await page.keyboard.press('Control+Shift+M');
    const finding = page.locator('.markers-panel-container .monaco-list-row', { hasText: 'NUM08' }).first();
    await finding.waitFor();
    expect(await finding.innerText()).toContain('host local, probed');
    // The rule's name leads to its page.
    await finding.locator('a', { hasText: 'NUM08' }).first().waitFor();
    await page.keyboard.press('Control+1');
    await editor.goTo(3, 20);
    await editor.codeAction('Probe local and write what it has into host.vmtopology.json');
    await page.locator('.tab.active[data-resource-name="host.vmtopology.json"]').first().waitFor();
    await editor.open('list.vmlayout.json');
    await finding.waitFor({ state: 'hidden' });
  });
});
