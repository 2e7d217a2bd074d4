import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { writeAttempt, type Story } from './attempt';
import type { Frame, Locator } from './browser';
import { startEditor, webviewWith, type Editor } from './editor';
import { resultsHands, type ResultsHands } from './resultsHands';

// The result panel beside its experiment, in the hands of somebody who asks: what is drawn, where it leads to, which
// experiment is shown, and what the text says of it. The attempts are written by the test, so that numbers are known.

/** Natively 10 and 20 seconds warm, each block a little faster or slower; the wide VM costs, a VM a node does not. */
const cut: Story = {
  origin: 'measured',
  seconds: (layout, run, block) => {
    const base = (run.workload === 'w1' ? 10 : 20) * (run.phase === 'cold' ? 1.08 : 1);
    const factor = { wide: run.workload === 'w1' ? 1.5 : 1.3, 'per-node': 0.98 }[layout] ?? 1;
    return base * factor * (layout === 'native' ? 1 : 1 + (((block * 7) % 5) - 2) / 50);
  },
};

/** Huge pages help the wide VM. */
const pages: Story = {
  origin: 'measured',
  seconds: (layout, _run, block, levels) =>
    10 * (layout === 'native' ? 1 : levels['guest.thp'] === 'never' ? 1.2 : 1.1) * (1 + (block % 3) / 100),
};

/** Line 5 has the factor. */
const pagesText = `{
  "version": 1,
  "layouts": ["wide.vmlayout.json"],
  "factors": {
    "guest.thp": ["always", "never"]
  },
  "workloads": [
    {
      "suite": "command",
      "name": "stencil",
      "launcher": "mpi",
      "command": ["/opt/bench/stencil", "400"],
      "time": { "pattern": "seconds: (?P<value>[0-9.]+)", "unit": "s" }
    }
  ],
  "phases": ["warm"],
  "replicates": 3
}
`;

/** As long as the editor's own waiting. */
const patiently = { timeout: 60_000 };

let editor: Editor;
let panel: Frame;
let hands: ResultsHands;
/** Written of the second experiment. */
let attempts = 0;

beforeAll(async () => {
  editor = await startEditor({ workspace: resolve(import.meta.dirname, 'workspace') });
  writeFileSync(join(editor.workspace, 'pages.vmexperiment.json'), pagesText);
  const attempt = writeAttempt(join(editor.workspace, 'cut.vmexperiment.json'), cut);
  attempt.play(attempt.plan.schedule.sessions.length);
  attempt.end('finished');
  panel = editor.panel();
  hands = resultsHands(editor.page, panel);
  await begin();
});

afterAll(async () => {
  await editor.stop();
});

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  await editor.screenshot(`results-${task.name.replace(/\W+/g, '-')}`);
  // What is in its way is not in the way of the others.
  await editor.command('View: Close All Editors');
  await begin();
});

/** The experiment with its results beside it. */
async function begin(): Promise<void> {
  await openText('cut.vmexperiment.json');
  await editor.command('VM Partition Lab: Open Results');
  await panel.locator('.standing', { hasText: '5 of 5 blocks' }).waitFor();
}

/** In the group of the texts, whatever has the keyboard. */
async function openText(name: string): Promise<void> {
  await editor.page.keyboard.press('Control+1');
  await editor.open(name);
}

function line(hasText: string | RegExp): Locator {
  return editor.page.locator('.view-line', { hasText }).first();
}

/** A tab in front of its group, by its name. */
function shownTab(name: string): Locator {
  return editor.page.locator(`.tab.active[aria-label^="${name}"]`).first();
}

/** What the status bar says of the cursor. */
async function cursorAt(hasText: string | RegExp): Promise<void> {
  await editor.page.locator('.statusbar-item[id="status.editor.selection"]', { hasText }).waitFor();
}

/** Enter on the first row of the figure's table that has these words. */
async function enterRow(hasText: string): Promise<void> {
  const row = panel.locator('.figure-table vscode-data-grid-row[data-link]', { hasText }).first();
  await row.locator('vscode-data-grid-cell').first().focus();
  await editor.page.keyboard.press('Enter');
}

/** A button of what is selected, by keyboard. */
async function press(hasText: string): Promise<void> {
  await panel.locator('.detail vscode-button', { hasText }).first().focus();
  await editor.page.keyboard.press('Enter');
}

async function rowsBecome(rows: readonly string[]): Promise<void> {
  await expect.poll(() => hands.rows(), patiently).toEqual(rows);
}

describe('what is drawn', () => {
  test('a program and a layout are ticked off by keyboard, and table and chart follow', async () => {
    await hands.tick('Program', 'transpose', false);
    await hands.tick('Layout', 'per-node', false);
    // What all rows have in common stands in the title.
    await panel.locator('h2', { hasText: 'Slowdown against native: wide' }).waitFor();
    const numbers = '+49.9 % (+44.2 to +55.9) | 5 blocks | 0';
    await rowsBecome([`stencil | cold | ${numbers}`, `stencil | warm | ${numbers}`]);
    expect(await hands.said()).toContain('stencil, cold: +49.9 % (+44.2 to +55.9), 5 blocks');
    expect(await hands.said()).not.toMatch(/transpose|per-node/);
    await panel.locator('.filter summary', { hasText: 'Layout: 2 of 3' }).waitFor();
    await panel.locator('.filter summary', { hasText: 'Program: stencil' }).waitFor();
  });

  test('another kind of figure keeps the filters', async () => {
    await hands.choose('Figure', 'Times in the order of the sessions');
    await panel.locator('h2', { hasText: 'Times in the order of the sessions' }).waitFor();
    await expect.poll(async () => (await hands.rows()).length, patiently).toBe(20);
    expect((await hands.rows()).filter((row) => /transpose|per-node/.test(row))).toEqual([]);
    await hands.choose('Figure', 'Slowdown against native');
    await hands.tick('Program', 'transpose', true);
    await hands.tick('Layout', 'per-node', true);
    await expect.poll(async () => (await hands.rows()).length, patiently).toBe(16);
  });

  test('groups and colours are two others of what varies, and the legend says which', async () => {
    await hands.choose('Groups', 'Phase');
    await hands.choose('Colours', 'Program');
    await expect.poll(async () => (await hands.rows())[0], patiently).toMatch(/^cold \| wide \| stencil \| /);
    const programs = ['stencil', 'transpose', 'mean', 'geometric mean'];
    const series = ['wide', 'per-node'].flatMap((layout) =>
      programs.map((program) => `${layout}, ${program}`),
    );
    const legend = (await panel.locator('.legend').innerText()).split('\n');
    expect(legend.sort()).toEqual([...series, 'native'].sort());
    await hands.choose('Groups', 'automatic');
    await hands.choose('Colours', 'automatic');
    await panel.locator('.legend', { hasText: 'wide, cold' }).waitFor();
  });
});

describe('links', () => {
  test('a bar leads to its numbers, and its row is marked', async () => {
    await hands.selectMark(1);
    await panel.locator('.detail h3', { hasText: 'wide · stencil · cold' }).waitFor();
    await panel.locator('.detail .verdict', { hasText: '2 blocks more would do' }).waitFor();
    await panel.locator('.figure-table vscode-data-grid-row.selected', { hasText: '+49.9 %' }).waitFor();
  });

  test('a row leads to the layout as a picture, and the panel is not covered by it', async () => {
    const { page } = editor;
    await enterRow('transpose');
    await panel.locator('.detail h3', { hasText: 'wide · transpose · cold' }).waitFor();
    await press('Picture');
    await shownTab('wide.vmlayout.json').waitFor();
    const picture = await webviewWith(page, '.sheet [data-pu="7"]');
    await picture.locator('p', { hasText: 'against native, warm, mean of 2 workloads (cut)' }).waitFor();
    await shownTab('Results: cut').waitFor();
    await editor.screenshot('results-picture');
    await editor.command('View: Close Editor');
  });

  test('a session leads to what its run has printed', async () => {
    await hands.selectMark(1);
    await press('Block 2: 16.2 s');
    await line('seconds: 16.200').waitFor();
    await editor.page.keyboard.press('Control+1');
    await editor.page.locator('.tab.active[data-resource-name^="r0"]').first().waitFor();
  });

  test('a program leads to its place in the text', async () => {
    await openText('cut.vmexperiment.json');
    await hands.selectMark(1);
    await press('stencil');
    // All of its entry, of lines 7 to 13.
    await cursorAt('Ln 13, Col 6 (203 selected)');
  });
});

describe('the experiment that is shown', () => {
  test('is the one that becomes active, which the text says has no results yet', async () => {
    await openText('pages.vmexperiment.json');
    await line(/wide\.vmlayout\.json.*not\smeasured\syet/).waitFor();
    await panel.locator('h1', { hasText: 'No results yet' }).waitFor();
    await shownTab('Results: pages').waitFor();
  });

  test('says in its text what was measured, once there is something', async () => {
    await openText('pages.vmexperiment.json');
    attempts += 1;
    const began = `2026030${attempts}T080000Z`;
    const attempt = writeAttempt(join(editor.workspace, 'pages.vmexperiment.json'), pages, began);
    attempt.play(attempt.plan.schedule.sessions.length);
    attempt.end('finished');
    await panel.locator('.standing', { hasText: '3 of 3 blocks' }).waitFor();
    await line(/wide\.vmlayout\.json.*guest\.thp=always/).waitFor();
    await editor.screenshot('results-hints');
  });

  test('has factors that lead to their place in the text', async () => {
    await openText('pages.vmexperiment.json');
    await panel.locator('h1', { hasText: /^pages$/ }).waitFor();
    await hands.selectMark(1);
    await press('guest.thp');
    await cursorAt(/^Ln 5,/);
  });

  test('stays when the panel is kept, and the next one has a panel of its own', async () => {
    await openText('pages.vmexperiment.json');
    await panel.locator('h1', { hasText: /^pages$/ }).waitFor();
    const keep = panel.locator('.attempts vscode-checkbox');
    await keep.focus();
    if ((await keep.getAttribute('aria-checked')) !== 'true') await editor.page.keyboard.press('Space');
    await panel.locator('.attempts vscode-checkbox[aria-checked="true"]').waitFor();
    await openText('cut.vmexperiment.json');
    await line(/stencil.*-2\.0\s%/).waitFor();
    await panel.locator('h1', { hasText: /^pages$/ }).waitFor();
    await editor.command('VM Partition Lab: Open Results');
    await shownTab('Results: cut').waitFor();
    await panel.locator('h1', { hasText: /^cut$/ }).waitFor();
    expect(await editor.page.locator('.tab[aria-label*="Results: "]').count()).toBe(2);
  });

  test('breaks no content security policy', () => {
    expect(editor.policyReports).toEqual([]);
  });
});
