import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJournal } from '../../src/core/journal/reader';
import type { AttemptState } from '../../src/core/journal/state';
import type { Editor } from './editor';

/** What every run prints before it waits: an escape that would set a title, and HTML that would run. */
export const hostile = '\x1b]0;taken\x07 \x1b[2Jgone <img src=x onerror="document.title=1">';

/** Experiments whose runs end when the test says so. They run natively on this machine: nothing boots. */
export interface Gate {
  /** A workspace to copy, with an experiment for each name: a cold and a warm run in each block. */
  readonly workspace: string;
  /** Lets the run that waits go on, and end with this exit code. Returns when it has gone. */
  pass(exit?: number): Promise<void>;
  /** Runs that wait are ended by it too. */
  remove(): void;
}

export function makeGate(names: readonly string[], blocks = 2): Gate {
  const folder = mkdtempSync(join(tmpdir(), 'vmpart-gate-'));
  const workspace = join(folder, 'workspace');
  mkdirSync(workspace);
  writeFileSync(join(workspace, 'small.vmtopology.json'), topology);
  for (const name of names)
    writeFileSync(join(workspace, `${name}.vmexperiment.json`), experiment(folder, blocks));
  return {
    workspace,
    async pass(exit = 0) {
      // Whole at once: a run that sees the file reads its number.
      writeFileSync(join(folder, 'next'), `${exit}\n`);
      renameSync(join(folder, 'next'), join(folder, 'go'));
      await until('the run that waits goes on', () => !existsSync(join(folder, 'go')));
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** For the end of a test file: runs that wait end, and the editor goes when the host runs nothing any more. */
export async function endGate(gate: Gate, editor: Pick<Editor, 'stop' | 'environment'>): Promise<void> {
  gate.remove();
  try {
    await until('the host runs nothing', () =>
      onHost(editor.environment['XDG_DATA_HOME']).every(({ state }) => state !== 'running'),
    );
  } finally {
    await editor.stop();
  }
}

const topology = `{
  "version": 1,
  "id": "small",
  "synthetic": "pack:1 [numa] core:1 pu:1",
  "memoryPerNode": "1GiB"
}
`;

function experiment(gate: string, blocks: number): string {
  const program = [
    `printf '%s\\n' '${hostile}'`,
    `until mv ${gate}/go ${gate}/gone.$$ 2>/dev/null; do [ -d ${gate} ] || exit 9; sleep 0.1; done`,
    `read -r code <${gate}/gone.$$`,
    'echo time 1.5',
    'exit "$code"',
  ].join('\n');
  const document = {
    version: 1,
    layouts: [
      {
        name: 'one',
        layout: {
          ...{ version: 1, machine: './small.vmtopology.json' },
          vms: [{ name: 'vm0', pus: '0', memory: '384MiB' }],
        },
      },
    ],
    workloads: [
      {
        ...{ suite: 'command', name: 'gate', launcher: 'plain', command: ['sh', '-c', program] },
        time: { pattern: 'time (?P<value>[0-9.]+)', unit: 's' },
      },
    ],
    // What is left is the bare machine.
    exclude: [{ layout: 'one' }],
    ...{ phases: ['cold', 'warm'], replicates: blocks, order: 'fixed' },
    accept: { EXP01: 'a test of the way, not of a machine' },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function attemptsIn(data: string | undefined): readonly string[] {
  const folder = join(data ?? '', 'vm-partition-lab/attempts');
  return existsSync(folder)
    ? readdirSync(folder)
        .sort()
        .map((name) => join(folder, name))
    : [];
}

/** What the host itself knows of its attempts, oldest first. `data` is its XDG_DATA_HOME. */
export function onHost(data: string | undefined): readonly AttemptState[] {
  // One that is being started has no journal yet.
  const journals = attemptsIn(data).map((folder) => join(folder, 'journal.jsonl'));
  return journals
    .filter((journal) => existsSync(journal))
    .map((journal) => readJournal(readFileSync(journal, 'utf8')).state);
}

/** An attempt has been told to end after its run or block, and has not done so yet. */
export function isAskedToEnd(data: string | undefined): boolean {
  return attemptsIn(data).some((folder) => existsSync(join(folder, 'cancel')));
}

export async function until(what: string, isSo: () => boolean): Promise<void> {
  const end = Date.now() + 60_000;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`After 60 s: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}
