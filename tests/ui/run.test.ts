import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readJournal } from '../../src/core/journal/reader';
import { machineTurn } from '../support/machineTurn';
import { vmpart } from '../support/vmpart';
import { startEditor, untilSeen, type Editor } from './editor';
import { pickHost } from './pickHost';

// A user with a program of their own: a layout with a mistake in it, its fix, the run on the rehearsal machine with
// real guests, results that fill in beside the text; the terminal is killed, the attempt is found again and cancelled.

const layout = `{
  // Two VMs on two nodes.
  "version": 1,
  "machine": "rehearsal-4x2",
  "vms": [
    { "name": "left", "pus": "0-1", "memory": "384MiB" },
    { "name": "right", "pus": "1-2", "memory": "384MiB" }
  ]
}
`;
const experiment = `{
  "version": 1,
  "layouts": ["two.vmlayout.json"],
  "workloads": [
    {
      "suite": "command",
      "name": "dd",
      "launcher": "plain",
      "command": ["dd", "if=/dev/zero", "of=/dev/null", "bs=1M", "count=64"],
      "time": { "pattern": "copied, (?P<value>[0-9.e-]+) s", "unit": "s" }
    }
  ],
  "phases": ["cold", "warm"],
  "replicates": 5,
  "order": "fixed"
}
`;

let source: string;
let editor: Editor;
let endTurn: () => Promise<void>;

beforeAll(async () => {
  endTurn = await machineTurn('rehearsal-4x2');
  source = mkdtempSync(join(tmpdir(), 'vmpart-own-'));
  writeFileSync(join(source, 'two.vmlayout.json'), layout);
  writeFileSync(join(source, 'own.vmexperiment.json'), experiment);
  await vmpart(['rehearse', 'down', '--topology', 'rehearsal-4x2']);
  // The image of the rehearsal machine is the user's own: it is built once.
  const XDG_CACHE_HOME = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  editor = await startEditor({ workspace: source, environment: { XDG_CACHE_HOME } });
});

afterAll(async () => {
  await editor.stop();
  await vmpart(['rehearse', 'down', '--topology', 'rehearsal-4x2']);
  await endTurn();
  rmSync(source, { recursive: true, force: true });
});

/** Folders of the experiment's attempts. */
function attempts(): readonly string[] {
  const results = join(editor.workspace, 'own.vmresults');
  return existsSync(results) ? readdirSync(results).map((name) => join(results, name)) : [];
}

function journal(): ReturnType<typeof readJournal>['state'] {
  return readJournal(readFileSync(join(attempts()[0]!, 'journal.jsonl'), 'utf8')).state;
}

async function onHost(): Promise<readonly { readonly attempt: string; readonly alive: boolean }[]> {
  const { stdout } = await vmpart(['runs', '--host', 'rehearsal', '--json']);
  return JSON.parse(stdout) as { attempt: string; alive: boolean }[];
}

function terminal(text: string | RegExp): ReturnType<Editor['page']['locator']> {
  return editor.page.locator('.terminal-wrapper.active .xterm-rows', { hasText: text });
}

describe('an experiment with a program of the user', () => {
  test('has its mistake shown and mended by keyboard', async () => {
    const { page } = editor;
    await editor.open('two.vmlayout.json');
    await page.locator('.squiggly-error').first().waitFor({ timeout: 60_000 });
    await untilSeen(page, async (wait) => {
      for (const key of ['Control+Home', 'F8', 'Escape', 'Control+.']) await page.keyboard.press(key);
      await page.locator('.action-widget', { hasText: 'Give "right" PU 3 instead' }).waitFor(wait);
      await page.locator('.action-widget .monaco-list-row.focused').first().waitFor(wait);
    });
    await page.keyboard.press('Enter');
    await page.locator('.squiggly-error').first().waitFor({ state: 'hidden' });
    await page.keyboard.press('Control+S');
  });

  test('runs on the rehearsal machine by its lens, and says how far it is', async () => {
    await editor.open('own.vmexperiment.json');
    await editor.lensShown('Run on');
    await pickHost(editor, 'rehearsal');
    await editor.lens('Run on rehearsal');
    await terminal('own.vmexperiment.json on rehearsal').waitFor({ timeout: 60_000 });
    await terminal(/session 1 of 10/).waitFor({ timeout: 240_000 });
    await editor.screenshot('run-progress');
  });

  test('goes on when its terminal is killed', async () => {
    await editor.command('Terminal: Kill the Active Terminal Instance');
    await editor.page.locator('.terminal-wrapper').first().waitFor({ state: 'hidden' });
    expect(attempts()).toHaveLength(1);
    const name = attempts()[0]!.split('/').at(-1)!;
    expect((await onHost()).find(({ attempt }) => attempt === name)?.alive).toBe(true);
  });

  test('is found again, and its results come in beside it', async () => {
    await editor.open('own.vmexperiment.json');
    await editor.command('VM Partition Lab: Attach to Running Attempt');
    const panel = editor.panel();
    await panel
      .locator('.standing', { hasText: '1 of 5 blocks, no inference' })
      .waitFor({ timeout: 240_000 });
    await terminal(/r0001 dd cold/).waitFor();
    await panel.locator('.note', { hasText: 'Rehearsed: placement is real, times mean nothing.' }).waitFor();
    await editor.screenshot('run-results');
  });

  test('has every vCPU, rank and page found where the layout says', () => {
    const placements = readJournal(
      readFileSync(join(attempts()[0]!, 'journal.jsonl'), 'utf8'),
    ).events.flatMap((event) => (event.event === 'placement' ? [event] : []));
    expect(placements.filter(({ ok }) => !ok)).toEqual([]);
    expect(new Set(placements.map(({ kind }) => kind))).toEqual(
      new Set(['vcpu', 'emulator', 'rank', 'memory']),
    );
    const memory = placements.filter(({ kind }) => kind === 'memory');
    expect(new Set(memory.map(({ vm, found }) => `${vm} ${found}`))).toEqual(new Set(['left 0', 'right 1']));
  });

  test('is cancelled from the editor, and nothing of it is left on the host', async () => {
    await editor.open('own.vmexperiment.json');
    await editor.command('VM Partition Lab: Cancel Attempt…');
    await editor.page
      .locator('.quick-input-list .monaco-list-row .label-name', { hasText: /^Now$/ })
      .first()
      .click();
    await terminal('Cancelled.').waitFor({ timeout: 120_000 });
    await vi.waitFor(() => expect(journal().state).toBe('cancelled'), { timeout: 60_000 });
    // Attempts of earlier days may have left something; this one has not.
    const { stdout } = await vmpart(['doctor', '--host', 'rehearsal', '--json']);
    const found = (JSON.parse(stdout) as unknown[]).map((one) => JSON.stringify(one));
    expect(found.filter((one) => one.includes(attempts()[0]!.split('/').at(-1)!))).toEqual([]);
  });

  test('breaks no content security policy', () => {
    expect(editor.policyReports).toEqual([]);
  });
});
