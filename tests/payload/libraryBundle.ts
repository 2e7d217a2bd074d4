import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
} from 'node:fs';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import validate from '../../src/core/schema/generated/journal-event.validate';
import { helper, isRoot, type Running, start } from './helper';

/** Bundles made by hand, for tests of the sh library and start.sh without the planner. */

const payload = join(import.meta.dirname, '../../src/payload');

export interface Attempt {
  /** The host's directory: attempts/ and cache/ lie in it. */
  readonly base: string;
  readonly folder: string;
}

export interface BundleText {
  /** Calls of run.sh between attempt_begin and attempt_end; `files` may hold another run.sh. */
  readonly calls: readonly string[];
  /** programs/w1/native.sh. Default: leaves a line in the file `executed` and prints one. */
  readonly program?: string;
  /** Lines of `needs`, fields separated by tabs. */
  readonly needs?: readonly string[];
  readonly settings?: Readonly<Record<string, string>>;
  /** More files by path. */
  readonly files?: Readonly<Record<string, string>>;
}

const PROGRAM = 'echo run >>"$VMPART_HOME/executed"; cat in.txt; pwd\n';

/** An attempt folder on this machine, with everything that a client would have put there. */
export function makeAttempt(text: BundleText, name = 'a1', base = freshBase()): Attempt {
  const folder = join(base, 'attempts', name);
  mkdirSync(join(folder, 'bin'), { recursive: true });
  for (const part of ['start.sh', 'lib', 'guest', 'probe.sh']) {
    if (existsSync(join(payload, part))) cpSync(join(payload, part), join(folder, part), { recursive: true });
  }
  copyFileSync(join(payload, 'vmpart-root'), join(folder, 'bin/vmpart-root'));
  copyFileSync(helper, join(folder, 'bin', basename(helper)));
  for (const [path, content] of Object.entries(bundleFiles(text))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return { base, folder };
}

function bundleFiles(text: BundleText): Readonly<Record<string, string>> {
  const settings = { VMPART_ORIGIN: 'measured', PLAN_HASH: 'c0ffee', TOOL_VERSION: '0', ...text.settings };
  return {
    'run.sh': [
      '#!/bin/sh',
      'cd "$(dirname "$0")" || exit 2',
      '. lib/vmpart.sh',
      'attempt_begin',
      ...text.calls,
    ]
      .concat('attempt_end', '')
      .join('\n'),
    'attempt.env': Object.entries(settings)
      .map(([key, value]) => `${key}='${value}'\n`)
      .join(''),
    'plan.json': '{}\n',
    needs: (text.needs ?? []).map((line) => `${line}\n`).join(''),
    'programs/w1/native.sh': text.program ?? PROGRAM,
    'programs/w1/files/in.txt': 'input\n',
    ...text.files,
  };
}

function freshBase(): string {
  const base = mkdtempSync(join(tmpdir(), 'vmpart-library-'));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  return base;
}

/** Calls of one native session: two runs of w1, one cold and one warm, then the end of the block. */
export function nativeBlock(block: number): readonly string[] {
  const session = `s000${block + 1}`;
  const run = (index: number): string => `r000${2 * block + index}`;
  return [
    `session_begin ${session} ${block} native`,
    `run_program ${session} ${run(1)} w1 cold 60  # a title`,
    `run_program ${session} ${run(2)} w1 warm 60`,
    `session_end ${session}`,
    `block_end ${block}`,
  ];
}

/**
 * start.sh as the client calls it, in a network namespace of its own, so that the lock of the host, whose name belongs
 * to one, is not shared with other tests.
 */
export function startAttempt(attempt: Attempt, args: readonly string[] = []): Running {
  const script = 'cd -- "$1" && shift && exec setsid --wait sh start.sh "$@" </dev/null';
  return start('unshare', [...namespace, 'sh', '-c', script, 'sh', attempt.folder, ...args], {
    HOME: attempt.base,
  });
}

const namespace = isRoot ? ['--net'] : ['--net', '--user', '--map-current-user'];

export async function runAttempt(attempt: Attempt, args: readonly string[] = []): Promise<number | null> {
  return (await startAttempt(attempt, args).ended).code;
}

export function control(attempt: Attempt, args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync('sh', [join(attempt.folder, 'lib/control.sh'), ...args], { encoding: 'utf8' });
}

export type Line = Readonly<Record<string, unknown>>;

/** The journal; throws when a line is not as the schema wants it or its number is not the next. */
export function journalOf(attempt: Attempt): readonly Line[] {
  const path = join(attempt.folder, 'journal.jsonl');
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((text, index) => {
    const line = JSON.parse(text) as Line;
    if (!validate(line)) throw new Error(`${text}\n${JSON.stringify(validate.errors)}`);
    if (line['seq'] !== index) throw new Error(`line ${index} has another number: ${text}`);
    return line;
  });
}

export function eventsOf(attempt: Attempt, name: string): readonly Line[] {
  return journalOf(attempt).filter((line) => line['event'] === name);
}

export function values(lines: readonly Line[], key: string): readonly unknown[] {
  return lines.map((line) => line[key]);
}

/** How often the program has been started. */
export function executions(attempt: Attempt): number {
  const path = join(attempt.folder, 'executed');
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0;
}

export function append(attempt: Attempt, file: string, text: string): void {
  appendFileSync(join(attempt.folder, file), text);
}

/** Processes whose command line holds TEXT. */
export function processesWith(text: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && commandLine(name).includes(text))
    .map(Number);
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** The first process of the attempt's namespaces: the child of unshare that runs run.sh. */
export function insideOf(attempt: Attempt): number {
  const inside = processesWith('sh run.sh').filter(
    (pid) => !commandLine(String(pid)).includes('unshare') && cwd(pid) === attempt.folder,
  );
  const [first] = inside;
  if (first === undefined) throw new Error('run.sh does not run');
  return Math.min(...inside);
}

function cwd(pid: number): string {
  return spawnSync('readlink', [`/proc/${pid}/cwd`], { encoding: 'utf8' }).stdout.trim();
}
