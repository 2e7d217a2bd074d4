import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeAttempt } from './attempt';
import { startEditor, untilSeen, type Editor } from './editor';
import { hostile } from './gated';
import { rowOf, runsTree } from './runsTree';

// A folder from somebody else, in Restricted Mode. It brings settings, a task and an attempt that would like to run
// what it names.

let source: string;
let editor: Editor;
const taken = (): string => join(source, 'taken');

beforeAll(async () => {
  source = mkdtempSync(join(tmpdir(), 'vmpart-foreign-'));
  const workspace = join(source, 'work');
  cpSync(resolve(import.meta.dirname, 'workspace'), workspace, { recursive: true });
  mkdirSync(join(workspace, '.vscode'));
  const trap = join(workspace, 'ssh');
  writeFileSync(trap, `#!/bin/sh\n: >${taken()}\n`, { mode: 0o755 });
  const hosts = join(workspace, 'hosts.json');
  const named = { mine: { kind: 'ssh', destination: 'nowhere.invalid' } };
  writeFileSync(hosts, JSON.stringify({ version: 1, hosts: named }));
  const settings = {
    'vmPartitionLab.sshPath': trap,
    'vmPartitionLab.hostsFile': hosts,
    'vmPartitionLab.defaultHost': 'mine',
  };
  writeFileSync(join(workspace, '.vscode/settings.json'), JSON.stringify(settings));
  const task = { type: 'vm-partition', experiment: 'cut.vmexperiment.json', host: 'ssh:nowhere.invalid' };
  const onOpen = { label: 'foreign', problemMatcher: [], runOptions: { runOn: 'folderOpen' } };
  const tasks = { version: '2.0.0', tasks: [{ ...task, ...onOpen }] };
  writeFileSync(join(workspace, '.vscode/tasks.json'), JSON.stringify(tasks));
  editor = await startEditor({ workspace, untrusted: true });
  const attempt = writeAttempt(join(editor.workspace, 'cut.vmexperiment.json'), {
    origin: 'measured',
    seconds: () => 10,
  });
  attempt.play(2);
  attempt.end('failed', hostile);
});

afterAll(async () => {
  await editor.stop();
  rmSync(source, { recursive: true, force: true });
});

describe('a workspace that is not trusted', () => {
  test('is edited and checked', async () => {
    await editor.open('halves.vmlayout.json');
    await editor.page.locator('.squiggly-error').first().waitFor();
    await editor.codeAction('Give "right" PU', async () => {
      await editor.page.keyboard.press('Control+Home');
      await editor.page.keyboard.press('F8');
      await editor.page.keyboard.press('Escape');
    });
    await editor.page.locator('.squiggly-error').first().waitFor({ state: 'hidden' });
  });

  test('picks no host, and its hosts are not known', async () => {
    const { page } = editor;
    await editor.open('cut.vmexperiment.json');
    await editor.lensShown('Run on …');
    await runsTree(editor).show();
    await rowOf(page, 'Hosts', 'local').waitFor();
    expect(await rowOf(page, 'Hosts', 'mine').count()).toBe(0);
  });

  test('starts nothing: the lens says why, and the palette has no such command', async () => {
    const { page } = editor;
    await editor.lens('Run on …');
    await page.locator('.notification-toast', { hasText: 'This workspace is not trusted' }).waitFor();
    await rowOf(page, 'Runs', 'Restricted Mode: nothing is started here').waitFor();
    await editor.screenshot('untrusted');
    const label = page.locator('.quick-input-list .monaco-list-row .label-name');
    await untilSeen(page, async (wait) => {
      await page.keyboard.press('F1');
      await page.locator('.quick-input-widget input[type=text]').first().fill('>VM Partition Lab: ');
      await label.first().waitFor(wait);
    });
    const offered = (await label.allInnerTexts()).map((text) => text.replaceAll('\u00a0', ' '));
    expect(offered).toContain('VM Partition Lab: Check Document');
    const reaching = /Run |Attach|Resume|Cancel|Pause|Connect|Probe|List Attempts|Leftovers/;
    expect(offered.filter((text) => reaching.test(text))).toEqual([]);
    await page.keyboard.press('Escape');
  });

  test('shows results of others as text that does nothing', async () => {
    await editor.command('VM Partition Lab: Open Results');
    const panel = editor.panel();
    await panel.locator('.standing').waitFor();
    const text = await panel.locator('body').innerText();
    expect(text).toContain('\\u{1b}]0;taken\\u{7} \\u{1b}[2Jgone <img src=x onerror="document.title=1">');
    expect(await panel.locator('img').count()).toBe(0);
    await editor.screenshot('untrusted-results');
  });

  test('has run nothing of what it brought', () => {
    expect(existsSync(taken())).toBe(false);
    expect(readdirSync(join(editor.workspace, 'cut.vmresults'))).toHaveLength(1);
    expect(existsSync(join(editor.environment['XDG_DATA_HOME'] ?? '', 'vm-partition-lab/attempts'))).toBe(
      false,
    );
  });
});
