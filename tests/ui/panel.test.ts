import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeAttempt, type Story, type WrittenAttempt } from './attempt';
import { startEditor, type Editor } from './editor';

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
    attempt.play(4);
    attempt.begin();
    await panel.locator('.standing', { hasText: '1 of 5 blocks, no inference' }).waitFor({ timeout: 15_000 });
    await panel.locator('.meta', { hasText: '16 of 60 runs' }).waitFor();
    await panel.locator('.note', { hasText: 'Rehearsed: placement is real, times mean nothing.' }).waitFor();
    expect(await panel.locator('.bar').getAttribute('aria-valuenow')).toBe('16');
  });

  test.each([
    ['dark', 'Default Dark Modern'],
    ['light', 'Default Light Modern'],
    ['high-contrast', 'Default High Contrast'],
    ['high-contrast-light', 'Default High Contrast Light'],
  ])('pleases in %s', async (name, theme) => {
    editor.settings({ 'workbench.colorTheme': theme });
    await editor.page.waitForTimeout(2500);
    await editor.screenshot(`results-${name}`);
  });
});
