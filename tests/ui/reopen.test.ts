import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AttemptState } from '../../src/core/journal/state';
import { vmpart } from '../support/vmpart';
import { startEditor, type Editor } from './editor';
import { endGate, makeGate, onHost, until, type Gate } from './gated';
import { runsTree } from './runsTree';

// An experiment is under way, and what watches it goes: its terminal, the window, the browser. It runs on, and is found
// again where it then is.

let gate: Gate;
let editor: Editor;

beforeAll(async () => {
  gate = makeGate(['night']);
  editor = await startEditor({ workspace: gate.workspace });
});

afterAll(() => endGate(gate, editor));

/** As the host has them. */
function states(): readonly AttemptState[] {
  return onHost(editor.environment['XDG_DATA_HOME']);
}

function endedRuns(): number {
  return states()[0]?.runs.filter(({ state }) => state !== 'running').length ?? 0;
}

/** Lets the next run end, and the one behind it begin. */
async function pass(): Promise<void> {
  const before = endedRuns();
  await gate.pass();
  await until('a run ends', () => endedRuns() > before);
}

async function aliveOnHost(): Promise<readonly boolean[]> {
  const { stdout } = await vmpart(['runs', '--host', 'local', '--json'], editor.environment);
  return (JSON.parse(stdout) as { readonly alive: boolean }[]).map(({ alive }) => alive);
}

describe('an experiment under way', () => {
  test('is started by its lens, and has its place in the view of runs', async () => {
    const { page } = editor;
    await editor.open('night.vmexperiment.json');
    const host = page.locator('.quick-input-list .monaco-list-row[aria-label*="local"]').first();
    await editor.lens('Run on');
    await host.click();
    const terminal = page.locator('.terminal-wrapper.active .xterm-rows');
    await page
      .locator('.terminal-wrapper.active .xterm-rows', { hasText: 'night.vmexperiment.json on local' })
      .waitFor();
    const runs = runsTree(editor);
    await runs.show();
    await runs.unfold('night');
    await runs.row('running 0/4').waitFor();
    await runs.unfold('running');
    await runs.unfold('Block 1 of 2');
    await runs.unfold('s0001 native');
    await runs.row('r0001 gate cold').waitFor();
    await pass();
    await runs.row('running 1/4 · ~').waitFor();
    expect(await terminal.count()).toBe(1);
  });

  test('runs on when its terminal is closed, and the view of runs still says where it is', async () => {
    await editor.command('Terminal: Kill the Active Terminal Instance');
    await editor.page.locator('.terminal-wrapper').first().waitFor({ state: 'hidden' });
    expect(await aliveOnHost()).toEqual([true]);
    await pass();
    await runsTree(editor).row('running 2/4').waitFor();
  });

  test('runs on when the window is reloaded', async () => {
    await editor.page.reload();
    const runs = runsTree(editor);
    await runs.show();
    await runs.unfold('night');
    await runs.row('running 2/4').waitFor();
    expect(await aliveOnHost()).toEqual([true]);
  });

  test('is found by another browser where it then is', async () => {
    editor = await editor.reopen(async () => {
      await pass();
      expect(states().map(({ state }) => state)).toEqual(['running']);
    });
    const runs = runsTree(editor);
    await runs.show();
    await runs.unfold('night');
    await runs.row('running 3/4').waitFor();
    await runs.unfold('running');
    await runs.unfold('Block 2 of 2');
    await runs.row('1 of 2 runs').waitFor();
    await runs.unfold('s0002 native');
    await runs.row('r0004 gate warm').waitFor();
    await editor.screenshot('reopened');
  });

  test('is followed there to its end, and has its results', async () => {
    await pass();
    const runs = runsTree(editor);
    await runs.row('finished 4/4').waitFor();
    await runs.row('finished 4/4').click();
    const panel = editor.panel();
    await panel.locator('.standing', { hasText: '2 of 2 blocks' }).waitFor();
    await panel.locator('.meta', { hasText: 'finished' }).waitFor();
    expect(states().map(({ state }) => state)).toEqual(['finished']);
    expect(states()[0]?.runs.map(({ run }) => run)).toEqual(['r0001', 'r0002', 'r0003', 'r0004']);
  });

  test('was one attempt all the time', () => {
    const results = join(editor.workspace, 'night.vmresults');
    expect(existsSync(results) ? readdirSync(results) : []).toHaveLength(1);
  });
});
