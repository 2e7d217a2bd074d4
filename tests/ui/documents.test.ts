import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileText, startEditor, untilSeen, type Editor } from './editor';
import { pickHost } from './pickHost';

let editor: Editor;

beforeAll(async () => {
  editor = await startEditor({ workspace: resolve(import.meta.dirname, 'workspace') });
});

afterAll(async () => {
  await editor.stop();
});

const finding = 'PU 3 is given to VM "right" and to "left" as well.';

/** Order is the vCPUs' order: 7 takes the place of 3. Spaces of a drawn line do not break. */
const changed = /"right",\s"pus":\s"7,4-6"/;

describe('a layout', () => {
  test('shows a finding where it stands, with its rule', async () => {
    const { page } = editor;
    await editor.open('halves.vmlayout.json');
    await page.locator('.squiggly-error').first().waitFor({ timeout: 60_000 });
    await page.keyboard.press('Control+Shift+M');
    const row = page.locator('.markers-panel-container .monaco-list-row', { hasText: finding }).first();
    await row.waitFor();
    expect(await row.innerText()).toContain('CPU02');
  });

  test('takes its fix by keyboard alone', async () => {
    const { page } = editor;
    await untilSeen(page, async (wait) => {
      for (const key of ['Control+1', 'Control+Home', 'F8', 'Escape', 'Control+.'])
        await page.keyboard.press(key);
      await page.locator('.action-widget', { hasText: 'Give "right" PU 7 instead' }).waitFor(wait);
      // The list takes the keyboard a moment after it is drawn.
      await page.locator('.action-widget .monaco-list-row.focused').first().waitFor(wait);
    });
    await page.keyboard.press('Enter');
    await page.locator('.view-line', { hasText: changed }).first().waitFor();
    await page.locator('.squiggly-error').first().waitFor({ state: 'hidden' });
    await page.keyboard.press('Control+S');
    await expect.poll(() => fileText(editor, 'halves.vmlayout.json'), { timeout: 60_000 }).toMatch(changed);
  });

  test('is checked as it is typed, not as it was saved', async () => {
    const { page } = editor;
    await page.keyboard.press('Control+Z');
    await page.locator('.squiggly-error').first().waitFor();
    expect(fileText(editor, 'halves.vmlayout.json')).toMatch(changed);
    await page.keyboard.press('Control+Shift+Z');
    await page.locator('.squiggly-error').first().waitFor({ state: 'hidden' });
  });

  test('writes out the VMs of a rule', async () => {
    const { page } = editor;
    await editor.open('per-node.vmlayout.json');
    await editor.codeAction('Write out the VMs of this rule', () =>
      page.locator('.view-line', { hasText: '"partition"' }).first().click(),
    );
    await page
      .locator('.view-line', { hasText: /"name":\s"vm3"/ })
      .first()
      .waitFor();
    await page.keyboard.press('Control+Z');
  });
});

describe('an experiment', () => {
  test('has lenses to run it and the host that it runs on', async () => {
    await editor.open('cut.vmexperiment.json');
    await editor.lensShown('Run on');
    await pickHost(editor, 'local');
    await editor.lensShown('Run on local');
  });

  test('is listed among the runs, and the hosts beside them', async () => {
    const { page } = editor;
    await page.locator('.activitybar .action-label[aria-label="VM Partition Lab"]').click();
    await page.locator('.pane-body .monaco-list-row', { hasText: 'cut' }).first().waitFor();
    await page
      .locator('.pane-body .monaco-list-row', { hasText: /local.*picked/ })
      .first()
      .waitFor();
    await editor.screenshot('views');
  });

  test('has an empty panel that offers the run', async () => {
    await editor.lensShown('Run on local');
    await editor.command('VM Partition Lab: Open Results');
    await editor.panel().locator('vscode-button', { hasText: 'Run on local' }).waitFor({ timeout: 60_000 });
    await editor.screenshot('results-empty');
  });

  test('says in its terminal what is missing before anything is started', async () => {
    const { page } = editor;
    await editor.panel().locator('vscode-button', { hasText: 'Run on local' }).click();
    const problem = editor.panel().locator('.problems li', { hasText: 'has no /opt/bench/transpose' });
    await problem.waitFor({ timeout: 60_000 });
    await editor.screenshot('run-terminal');
    // A terminal shows what fits: what a host lacks may push the first line out of sight.
    const terminal = (hasText: string) => page.locator('.terminal-wrapper.active .xterm-rows', { hasText });
    await terminal('The attempt failed').waitFor();
    await editor.command('Terminal: Scroll to Top');
    await terminal('cut.vmexperiment.json on local').waitFor();
  });

  test('breaks no content security policy', () => {
    expect(editor.policyReports).toEqual([]);
  });
});
