import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Frame, Locator } from './browser';
import { startEditor, type Editor } from './editor';
import { pickHost } from './pickHost';
import { endGate, makeGate, onHost, type Gate } from './gated';
import { resultsHands, type ResultsHands } from './resultsHands';

// An experiment runs on this machine while somebody looks closely at what it has so far: runs that come in add to what
// is shown and move nothing. Runs are a stand-in for a program, which waits until the test lets it end; no guest boots.

let gate: Gate;
/** As long as the editor's own waiting. */
const patiently = { timeout: 60_000 };

let editor: Editor;
let panel: Frame;
let hands: ResultsHands;

beforeAll(async () => {
  gate = makeGate(['day'], 4);
  editor = await startEditor({ workspace: gate.workspace });
});

afterAll(() => endGate(gate, editor));

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await editor.screenshot(`live-${task.name.replace(/\W+/g, '-')}`);
});

function states(): ReturnType<typeof onHost> {
  return onHost(editor.environment['XDG_DATA_HOME']);
}

/** Lets so many runs end, one after the other, until the panel has them. */
async function pass(runs: number): Promise<void> {
  for (let run = 0; run < runs; run += 1) {
    const seen = await endedInPanel();
    await gate.pass();
    await expect.poll(endedInPanel, patiently).toBe(seen + 1);
  }
}

async function endedInPanel(): Promise<number> {
  return Number(/(\d+) of 8 runs/.exec(await panel.locator('.meta').innerText())?.[1]);
}

/** What is drawn, to the pixel. */
function drawing(): Promise<string> {
  return panel.locator('.chart canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
}

/** How far down the panel is scrolled, pixels. */
function scrolled(): Promise<number> {
  return panel.locator('html').evaluate(({ ownerDocument }) => ownerDocument.defaultView?.scrollY ?? 0);
}

function selectedRow(): Locator {
  return panel.locator('vscode-data-grid-row.selected[aria-selected="true"]').first();
}

describe('while an experiment runs', () => {
  test('its panel comes up beside it, and the text keeps the keyboard', async () => {
    const { page } = editor;
    await editor.open('day.vmexperiment.json');
    await pickHost(editor, 'local');
    await editor.lens('Run on local');
    panel = editor.panel();
    hands = resultsHands(page, panel);
    await panel.locator('.standing', { hasText: '0 of 4 blocks' }).waitFor();
    await panel.locator('.now', { hasText: 'Now: block 1, native, gate cold' }).waitFor();
  });

  test('its runs come in one by one', async () => {
    await pass(4);
    await panel.locator('.standing', { hasText: '2 of 4 blocks, preliminary' }).waitFor();
    await panel.locator('.now', { hasText: 'Now: block 3, native, gate cold' }).waitFor();
    expect(await panel.locator('.bar').getAttribute('aria-valuenow')).toBe('4');
    await hands.choose('Figure', 'Times in the order of the sessions');
    await expect.poll(hands.rows, patiently).toHaveLength(4);
  });

  test('zoom, selection, scroll and keyboard stay where they are', async () => {
    const { page } = editor;
    await hands.tick('Phase', 'cold', false);
    await expect.poll(hands.rows, patiently).toHaveLength(2);
    const whole = await drawing();
    // The first session alone is seen: what is drawn of it depends on no other.
    await panel.locator('.chart').focus();
    for (const key of ['+', '+', '+', 'PageUp', 'PageUp']) await page.keyboard.press(key);
    const cell = panel.locator('section vscode-data-grid-row[data-link]', { hasText: 'warm' }).last();
    await cell.locator('vscode-data-grid-cell').first().focus();
    await page.keyboard.press('Enter');
    await panel.locator('.detail h3', { hasText: 'native · gate · warm' }).waitFor();
    await selectedRow().waitFor();
    await panel.locator('.chart').focus();
    await panel.locator('h2', { hasText: 'In numbers' }).scrollIntoViewIfNeeded();
    const [closer, top] = [await drawing(), await scrolled()];
    expect(closer).not.toBe(whole);
    expect(top).toBeGreaterThan(0);
    await pass(2);
    await panel.locator('.standing', { hasText: '3 of 4 blocks, preliminary' }).waitFor();
    await expect.poll(hands.rows, patiently).toHaveLength(3);
    await panel.locator('.detail', { hasText: '3 sessions' }).waitFor();
    expect(await drawing()).toBe(closer);
    expect(await scrolled()).toBe(top);
    await selectedRow().waitFor();
    // The keyboard is in the chart as before: one key shows all of it again, and what has come in.
    await page.keyboard.press('0');
    await expect.poll(drawing, patiently).not.toBe(closer);
    await editor.screenshot('results-live');
  });

  test('its end is seen, and what it was', async () => {
    await pass(2);
    await panel.locator('.meta', { hasText: 'finished' }).waitFor();
    await panel.locator('.standing', { hasText: '4 of 4 blocks' }).waitFor();
    expect(await panel.locator('.bar').count()).toBe(0);
    expect(states().map(({ state }) => state)).toEqual(['finished']);
    expect(editor.policyReports).toEqual([]);
  });
});
