import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { vmpart } from '../support/vmpart';
import { writeAttempt, type Story } from './attempt';
import type { Locator } from './browser';
import { fileText, startEditor, untilSeen, type Editor } from './editor';

// Results are written for others, and what is written is read back: it says what the command line says of the attempt.

const story: Story = {
  origin: 'measured',
  seconds: (layout, run, block) =>
    (({ native: 10, wide: 14 })[layout] ?? 11) * (run.phase === 'cold' ? 1.1 : 1) * (1 + (block % 3) / 50),
  misplaced: (session) => session.layout === 'per-node' && session.block === 1,
};

let editor: Editor;
/** Its folder. */
let attempt: string;

beforeAll(async () => {
  editor = await startEditor({ workspace: resolve(import.meta.dirname, 'workspace') });
  const written = writeAttempt(join(editor.workspace, 'cut.vmexperiment.json'), story);
  written.play(written.plan.schedule.sessions.length);
  written.end('finished');
  attempt = written.folder;
  await editor.open('cut.vmexperiment.json');
});

afterAll(async () => {
  await editor.stop();
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await editor.screenshot(`exports-${task.name.replace(/\W+/g, '-')}`);
});

/** Takes the form from the list and the place that the editor offers, unless another is given, by keyboard. */
async function exportAs(form: string, offered: string, place = offered): Promise<void> {
  const { page } = editor;
  const input = page.locator('.quick-input-widget input[type=text]').first();
  const told = page
    .locator('.notification-toast', { hasText: `The results are written to ${place}` })
    .first();
  await untilSeen(page, async (wait) => {
    // The editor would ask whether to write over it.
    if (place === offered) rmSync(place, { force: true });
    await editor.command('VM Partition Lab: Export Results...');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: form }).first().waitFor(wait);
    await input.fill(form);
    await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: form }).first().waitFor(wait);
    await input.press('Enter');
    await expect.poll(() => valueOf(input), wait).toBe(offered);
    if (place !== offered) await input.fill(place);
    // It knows the folder when it lists it.
    await page.locator('.quick-input-list .monaco-list-row', { hasText: '..' }).first().waitFor(wait);
    await input.press('Enter');
    await told.waitFor(wait);
  });
  await editor.command('Notifications: Clear All Notifications');
  await told.waitFor({ state: 'hidden' });
}

function valueOf(input: Locator): Promise<string> {
  return input.evaluate((element) => (element as HTMLInputElement).value);
}

function inWorkspace(name: string): string {
  return join(editor.workspace, name);
}

async function printed(...words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await vmpart(['results', ...words], editor.environment);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return stdout;
}

describe('results are written as', () => {
  test.each([
    ['CSV', '.csv', ['--csv']],
    ['JSON', '.json', ['--json']],
    ['Methods', '.txt', ['--methods']],
  ])('%s, beside the experiment under its name', async (form, ending, words) => {
    await exportAs(form, inWorkspace(`cut-results${ending}`));
    const text = fileText(editor, `cut-results${ending}`);
    expect(text.length).toBeGreaterThan(200);
    const said = await printed(attempt, ...words);
    if (form === 'JSON') expect(JSON.parse(text)).toEqual(JSON.parse(said));
    else expect(text).toBe(said);
  });

  test('Report, one page that fetches nothing', async () => {
    await exportAs('Report', inWorkspace('cut-results.html'));
    const page = fileText(editor, 'cut-results.html');
    expect(page).toMatch(/^<!doctype html>/i);
    expect(page).toContain('Slowdown against native');
    expect(page).not.toMatch(/<script|src="http|href="http/);
  });

  test('Figures, a drawing of each into a folder', async () => {
    mkdirSync(inWorkspace('drawings'));
    await exportAs('Figures', `${editor.workspace}/`, inWorkspace('drawings/'));
    const names = readdirSync(inWorkspace('drawings')).sort();
    expect(names).toEqual(
      ['cold-warm', 'comparisons', 'distribution', 'order', 'slowdown', 'sockets', 'time'].map(
        (kind) => `${kind}.svg`,
      ),
    );
    for (const name of names) expect(fileText(editor, `drawings/${name}`)).toMatch(/^<svg [^]*<\/svg>\s*$/);
  });

  test('Archive, which says the same as the attempt when it is read back', async () => {
    const archive = inWorkspace('cut-results.tar.gz');
    await exportAs('Archive', archive);
    expect(await printed(archive)).toBe(await printed(attempt));
    expect(JSON.parse(await printed(archive, '--json'))).toEqual(
      JSON.parse(await printed(attempt, '--json')),
    );
    expect(await printed(archive, '--csv')).toBe(await printed(attempt, '--csv'));
  });
});
