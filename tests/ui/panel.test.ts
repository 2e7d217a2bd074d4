import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pngBytes } from '../../src/panels/pngBytes';
import { writeAttempt, type Story, type WrittenAttempt } from './attempt';
import { startEditor, type Editor } from './editor';
import { saveAs } from './saveAs';

/** Times in which the wide VM costs 30 to 60 percent and the VMs a node cost little, with some spread. */
const story: Story = {
  origin: 'rehearsed',
  seconds: (layout, run, block) => {
    const base = run.workload === 'w1' ? 10 : 20;
    const cold = run.phase === 'cold' ? 1.08 : 1;
    const factor = { native: 1, wide: run.workload === 'w1' ? 1.5 : 1.3, 'per-node': 0.98 }[layout] ?? 1;
    return base * cold * factor * (1 + (layout === 'native' ? 0 : ((block * 7) % 5) - 2) / 50);
  },
  misplaced: (session) => session.layout === 'per-node' && session.block === 1,
};

let editor: Editor;
let attempt: WrittenAttempt;

beforeAll(async () => {
  editor = await startEditor({ workspace: resolve(import.meta.dirname, 'workspace') });
  attempt = writeAttempt(join(editor.workspace, 'cut.vmexperiment.json'), story);
});

afterAll(async () => {
  await editor.stop();
});

describe('the result panel', () => {
  test('stands beside the experiment and says that there is nothing of the first block yet', async () => {
    await editor.open('cut.vmexperiment.json');
    await editor.command('VM Partition Lab: Open Results');
    const panel = editor.panel();
    await panel.locator('.standing', { hasText: '0 of 5 blocks, no inference' }).waitFor({ timeout: 60_000 });
    // The text keeps the focus: what is typed goes there.
    await editor.page
      .locator('.editor-group-container.active .tab.active[data-resource-name="cut.vmexperiment.json"]')
      .waitFor();
  });

  test('fills while runs come in', async () => {
    const panel = editor.panel();
    attempt.play(8);
    attempt.begin();
    await panel.locator('.standing', { hasText: '1 of 5 blocks, no inference' }).waitFor({ timeout: 60_000 });
    await panel.locator('.meta', { hasText: '16 of 60 runs' }).waitFor();
    await panel.locator('.note', { hasText: 'Rehearsed: placement is real, times mean nothing.' }).waitFor();
    expect(await panel.locator('.bar').getAttribute('aria-valuenow')).toBe('16');
  });

  test('says in its table what the bars say, and where something was not as declared', async () => {
    const panel = editor.panel();
    const means = await panel.locator('vscode-data-grid-row.mean').allInnerTexts();
    expect(means.map((text) => text.split(/\s*\n\s*/).filter((cell) => cell !== ''))).toEqual([
      ['wide', 'all, mean', 'cold', '+34.4 %'],
      ['wide', 'all, mean', 'warm', '+34.4 %'],
      ['per-node', 'all, mean', 'cold', '-5.9 %'],
      ['per-node', 'all, mean', 'warm', '-5.9 %'],
    ]);
    const label = await panel.locator('canvas[role=img]').getAttribute('aria-label');
    expect(label).toContain('mean, wide, cold: +34.4 %');
    await panel.locator('p.bad', { hasText: '2 of 188 readings were not as declared' }).waitFor();
    await panel.locator('.differs', { hasText: 'declared 1' }).first().waitFor();
  });

  test.each([
    ['light', 'Light Modern', 'vscode-light'],
    ['high-contrast', 'Dark High Contrast', 'vscode-high-contrast'],
    ['high-contrast-light', 'Light High Contrast', 'vscode-high-contrast-light'],
    ['dark', 'Dark Modern', 'vscode-dark'],
  ])('follows the theme to %s', async (name, theme, bodyClass) => {
    await editor.theme(theme);
    await editor.panel().locator(`body.${bodyClass}`).waitFor({ timeout: 60_000 });
    await editor.page.waitForTimeout(1000);
    await editor.screenshot(`results-${name}`);
  });

  test('is keyboard reachable: arrows move through its table', async () => {
    const panel = editor.panel();
    const cell = panel.locator('vscode-data-grid-row.mean vscode-data-grid-cell').first();
    await cell.focus();
    await editor.page.keyboard.press('ArrowRight');
    await panel
      .locator('vscode-data-grid-row.mean vscode-data-grid-cell:focus', { hasText: 'all, mean' })
      .waitFor();
  });

  test.each(['SVG', 'PNG'])('saves the chart that it shows as %s', async (format) => {
    const { page } = editor;
    const file = join(editor.workspace, `cut-slowdown.${format.toLowerCase()}`);
    await editor.panel().locator('.tools vscode-button', { hasText: 'Save Chart…' }).click();
    await saveAs(page, format, file);
    await expect
      .poll(() => (existsSync(file) ? readFileSync(file).length : 0), { timeout: 20_000 })
      .toBeGreaterThan(5000);
    const written = readFileSync(file);
    if (format === 'SVG')
      expect(written.toString()).toMatch(/^<svg .*Slowdown against native.*>rehearsed<\/text>/s);
    else expect(pngBytes(written.toString('base64'))).not.toBe(null);
  });

  test('holds the attempt against an earlier one, and fills while runs come in', async () => {
    const earlier = writeAttempt(
      join(editor.workspace, 'cut.vmexperiment.json'),
      { ...story, seconds: (...run) => story.seconds(...run) * 0.9 },
      '20260201T080000Z',
    );
    earlier.play(30);
    earlier.end('finished');
    const panel = editor.panel();
    await panel.locator('.attempts vscode-button', { hasText: 'Compare with…' }).click();
    await editor.page
      .locator('.quick-input-list .monaco-list-row .label-name', { hasText: 'Feb 1, 2026' })
      .first()
      .click();
    await panel.locator('.against h2', { hasText: 'Against cut, Feb 1, 2026' }).waitFor();
    // Every time is a tenth less there.
    await panel.locator('.against .lines', { hasText: '+11.1 %' }).first().waitFor();
    await panel.locator('.against .side', { hasText: '1 of 5 blocks' }).waitFor();
    attempt.play(6);
    await panel.locator('.against .side', { hasText: '2 of 5 blocks' }).waitFor({ timeout: 60_000 });
    await editor.screenshot('results-against');
    await panel.locator('.against vscode-button', { hasText: 'End Comparison' }).click();
    await panel.locator('.against').waitFor({ state: 'hidden' });
  });

  test('comes back after a reload, with what the journal says then', async () => {
    attempt.play(16);
    attempt.end('finished');
    await editor.page.reload();
    const panel = editor.panel();
    await panel.locator('.standing', { hasText: '5 of 5 blocks' }).waitFor({ timeout: 60_000 });
    await panel.locator('.meta', { hasText: 'finished' }).waitFor();
    expect(await panel.locator('.bar').count()).toBe(0);
    await editor.screenshot('results-finished');
    await panel.locator('p.bad', { hasText: 'not as declared' }).scrollIntoViewIfNeeded();
    await editor.screenshot('results-placement');
  });

  test('breaks no rule of its content security policy', () => {
    expect(editor.policyReports).toEqual([]);
  });
});
