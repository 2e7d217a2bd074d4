import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { isLive, type AttemptState } from '../../src/core/journal/state';
import { startEditor, untilSeen, type Editor } from './editor';
import { isAskedToEnd, makeGate, onHost, until, type Gate } from './gated';
import { rowOf, runsTree, takeFromMenu, type RunsTree } from './runsTree';

// Two experiments want one host: what the view of runs shows of them, and what can be done there by mouse and keyboard.

let gate: Gate;
let editor: Editor;
let runs: RunsTree;

beforeAll(async () => {
  gate = makeGate(['first', 'second']);
  mkdirSync(join(gate.workspace, '.vscode'));
  const inLine = { type: 'vm-partition', experiment: 'second.vmexperiment.json', host: 'local', queue: true };
  const tasks = { version: '2.0.0', tasks: [{ ...inLine, label: 'second in line', problemMatcher: [] }] };
  writeFileSync(join(gate.workspace, '.vscode/tasks.json'), JSON.stringify(tasks));
  editor = await startEditor({ workspace: gate.workspace });
  runs = runsTree(editor);
});

afterAll(async () => {
  gate.remove();
  try {
    await until('the host runs nothing', () => !states().some(isLive));
  } finally {
    await editor.stop();
  }
});

/** As the host has them, oldest first. */
function states(): readonly AttemptState[] {
  return onHost(editor.environment['XDG_DATA_HOME']);
}

async function untilStates(...wanted: readonly AttemptState['state'][]): Promise<void> {
  await until(
    wanted.join(),
    () =>
      states()
        .map(({ state }) => state)
        .join() === wanted.join(),
  );
}

function endedRuns(): number {
  return states().flatMap((state) => state.runs.filter((run) => run.state !== 'running')).length;
}

/** Lets the run that waits end so, and waits until its end is in the journal. */
async function pass(exit = 0): Promise<void> {
  const before = endedRuns();
  await gate.pass(exit);
  await until('a run ends', () => endedRuns() !== before);
}

async function pick(label: RegExp, wait: { readonly timeout: number } = { timeout: 60_000 }): Promise<void> {
  await editor.page
    .locator('.quick-input-list .monaco-list-row .label-name', { hasText: label })
    .first()
    .click(wait);
}

/** Takes an entry of a row's menu and answers its question. A terminal or panel that comes up just then closes it. */
async function ask(by: 'mouse' | 'keyboard', row: string, entry: string, answer: RegExp): Promise<void> {
  await untilSeen(editor.page, async (wait) => {
    if (by === 'mouse') await runs.menu(row, entry);
    else {
      await runs.focus(row);
      await runs.keyMenu(entry);
    }
    await pick(answer, wait);
  });
  if (answer.source.includes('After'))
    await until('the host has been asked', () => isAskedToEnd(editor.environment['XDG_DATA_HOME']));
}

async function terminalSays(text: string): Promise<void> {
  await editor.page.locator('.terminal-wrapper.active .xterm-rows', { hasText: text }).waitFor();
}

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await editor.screenshot('debug');
});

describe('two experiments on one host', () => {
  test('the first one runs', async () => {
    await editor.open('first.vmexperiment.json');
    await editor.command('VM Partition Lab: Pick Host');
    await pick(/local/);
    await editor.lens('Run on local');
    await terminalSays('session 1 of 2 (s0001 native), run 0 of 4 done');
    await runs.show();
    await runs.unfold('first');
    await runs.row('running 0/4').waitFor();
    await editor.panel().locator('.standing', { hasText: '0 of 2 blocks' }).waitFor();
  });

  test('the second one is offered a place in the line, and says that it waits', async () => {
    const { page } = editor;
    await editor.open('second.vmexperiment.json');
    await editor.lens('Run on local');
    const question = page.locator('.quick-input-widget input[placeholder^="local is taken by"]');
    await question.waitFor();
    expect(await question.getAttribute('placeholder')).toContain('0 of 4 runs');
    await editor.screenshot('queue-offer');
    await pick(/Wait in Line/);
    await terminalSays('queued: it begins when its host is free');
    await untilStates('running', 'queued');
    await runs.unfold('second');
    await runs.row('queued 0/4').waitFor();
    await editor.screenshot('runs-queued');
  });

  test('leaves the line by keyboard', async () => {
    await runs.focus('queued');
    await runs.keyMenu('Cancel Attempt…');
    await untilStates('running', 'cancelled');
    await runs.row('cancelled 0/4').waitFor();
  });

  test('gets in line by a task that says so, without a question', async () => {
    await editor.command('Tasks: Run Task');
    const entry = editor.page
      .locator('.quick-input-list .monaco-list-row .label-name', { hasText: 'second in line' })
      .first();
    await entry.click();
    await untilStates('running', 'cancelled', 'queued');
    await terminalSays('queued: it begins when its host is free');
    await runs.row('queued').waitFor();
  });
});

describe('runs in their view', () => {
  test('a failed one is seen, and what it printed is one key away, as text', async () => {
    const { page } = editor;
    const title = await page.evaluate('document.title');
    await pass(3);
    await pass();
    await runs.unfold('running');
    await runs.row(/Block 1 of 2.*2 of 2 runs · 1 failed/).waitFor();
    await runs.unfold('Block 1 of 2');
    await runs.unfold('s0001 native');
    await runs.focus('r0001 gate cold');
    await runs.row(/r0001 gate cold.*exit code 3/).waitFor();
    await page.keyboard.press('Enter');
    const text = page.locator('.editor-instance .view-lines', { hasText: 'img src=x' }).first();
    await text.waitFor();
    expect((await text.innerText()).replaceAll('\u00a0', ' ')).toContain(
      '\\u{1b}]0;taken\\u{7} \\u{1b}[2Jgone <img src=x onerror="document.title=1">',
    );
    expect(await page.locator('.editor-instance img').count()).toBe(0);
    expect(title).not.toBe('1');
    // It is no file that could be edited.
    await untilSeen(page, async (wait) => {
      await text.click(wait);
      await page.keyboard.press('x');
      await page.locator('.monaco-editor-overlaymessage', { hasText: 'read-only' }).first().waitFor(wait);
    });
  });

  test.each([
    ['light', 'Light Modern'],
    ['high-contrast', 'Dark High Contrast'],
    ['dark', 'Dark Modern'],
  ])('are looked at in %s', async (name, theme) => {
    await editor.theme(theme);
    await runs.row('exit code 3').waitFor();
    await editor.screenshot(`runs-${name}`);
  });

  test('pausing lets the run that is on end, and the next attempt in line begin', async () => {
    await ask('mouse', 'running', 'Pause Attempt…', /After this run/);
    await pass();
    await untilStates('paused', 'cancelled', 'running');
    await runs.row('paused, can be resumed 3/4').waitFor();
    await runs.row('running 0/4').waitFor();
  });

  test('cancelling after the block lets its runs end', async () => {
    await ask('keyboard', 'running 0/4', 'Cancel Attempt…', /After this block/);
    await pass();
    await pass();
    await untilStates('paused', 'cancelled', 'cancelled');
    await runs.row('cancelled 2/4').waitFor();
  });

  test('what has failed is run again, and cancelling after the run keeps it', async () => {
    await runs.menu('paused, can be resumed', 'Run Failed Runs Again');
    await untilStates('running', 'cancelled', 'cancelled');
    await ask('mouse', 'running', 'Cancel Attempt…', /After this run/);
    await pass();
    await untilStates('cancelled', 'cancelled', 'cancelled');
    await runs.row(/r0001 gate cold.*tried 2 times/).waitFor();
  });

  test('cancelling now ends it at once', async () => {
    await runs.focus('cancelled 3/4');
    await runs.keyMenu('Resume Attempt');
    await untilStates('running', 'cancelled', 'cancelled');
    await ask('keyboard', 'running', 'Cancel Attempt…', /^Now$/);
    await untilStates('cancelled', 'cancelled', 'cancelled');
    await runs.row('cancelled 3/4').waitFor();
  });

  test('nothing of all this is left on the host, says its menu', async () => {
    const { page } = editor;
    await takeFromMenu(page, rowOf(page, 'Hosts', 'local'), 'Look for Leftovers on Host');
    await page
      .locator('.notification-toast', { hasText: 'local: nothing is left of earlier attempts.' })
      .waitFor();
  });
});
