import { type ChildProcess, type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { arch } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from '../support/temporaryFolder';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const machine = arch() === 'arm64' ? 'aarch64' : 'x86_64';

/** With VMPART_SANITIZE=1 the suites run against a helper that stops at memory errors and undefined behaviour. */
export const sanitized = process.env['VMPART_SANITIZE'] === '1';
export const isRoot = process.getuid?.() === 0;

/** The helper, compiled once for a state of its source. */
export const helper = compile();

function compile(): string {
  const folder = join(root, 'out/helper', sourceHash() + (sanitized ? '-sanitized' : ''));
  const binary = join(folder, `vmpart-host-${machine}`);
  if (existsSync(binary)) return binary;
  const made = `${folder}.${process.pid}`;
  const flags = sanitized ? ['--sanitize'] : [];
  const result = spawnSync('node', [join(root, 'scripts/helper.mjs'), made, ...flags], { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(result.stderr);
  mkdirSync(folder, { recursive: true });
  // Another worker may have been first: both made the same.
  renameSync(join(made, `vmpart-host-${machine}`), binary);
  rmSync(made, { recursive: true });
  return binary;
}

function sourceHash(): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'scripts/helper.mjs')));
  for (const folder of ['src/payload/host', 'src/payload/shm'].map((name) => join(root, name)))
    for (const entry of readdirSync(folder, { withFileTypes: true }))
      if (entry.isFile()) hash.update(entry.name).update(readFileSync(join(folder, entry.name)));
  return hash.digest('hex').slice(0, 16);
}

export const freshFolder = temporaryFolder;

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  readonly cwd?: string;
}

/** Runs the helper to its end. */
export function run(args: readonly string[], options: RunOptions = {}): SpawnSyncReturns<string> {
  return spawnSync(helper, [...args], {
    encoding: 'utf8',
    env: environment(options.env),
    maxBuffer: 64 * 1024 * 1024,
    ...(options.input === undefined ? {} : { input: options.input }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
}

export function environment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  // The helper leaves its memory to the kernel when it ends.
  return { PATH: process.env['PATH'], VMPART_ORIGIN: 'measured', ASAN_OPTIONS: 'detect_leaks=0', ...more };
}

export interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Everything from stdout so far. */
  readonly output: () => Buffer;
  readonly errors: () => string;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** Starts a program; whatever happens, it does not outlive the test. */
export function start(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Running {
  const child = spawn(command, [...args], { env: environment(env), stdio: 'pipe' });
  const chunks: Buffer[] = [];
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal })),
  );
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
  });
  if (child.pid === undefined) throw new Error(`${command} cannot be started`);
  return { child, pid: child.pid, output: () => Buffer.concat(chunks), errors: () => errors, ended };
}

export function startHelper(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  return start(helper, args, env);
}

/** Waits until a condition holds; fails with WHAT after SECONDS. */
export async function until(what: string, condition: () => boolean, seconds = 20): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await sleep(20);
  }
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Whether a process is there and no zombie. */
export function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
