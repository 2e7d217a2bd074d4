import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../src/core/plan/compile';
import type { Bundle } from '../../src/core/plan/bundle';
import { quoteCommand, quoteShell } from '../../src/core/plan/quote';
import { experiment, workload } from '../support/experiments';
import { hostileString } from '../support/hostile';

// What comes out of the quoting function is read by real shells. A string that ran would leave a file in `canary`.
const COUNT = 10_000;
let folder: string;
let canary: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmpart-quote-'));
  canary = join(folder, 'canary');
  mkdirSync(canary);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function hostile(count: number, seed: number): readonly string[] {
  return fc.sample(hostileString(`touch ${canary}/ran`), { numRuns: count, seed });
}

function expectNothingRan(): void {
  expect(readdirSync(canary)).toEqual([]);
}

describe('quoteShell', () => {
  for (const shell of ['dash', 'bash', 'busybox']) {
    it(`${COUNT} hostile strings come back unchanged from ${shell}`, () => {
      const strings = hostile(COUNT, 1);
      const script = strings.map((text) => `printf '%s\\0' ${quoteShell(text)}`).join('\n');
      const args = shell === 'busybox' ? ['sh'] : [];
      const result = spawnSync(shell, args, {
        input: Buffer.from(script),
        encoding: 'buffer',
        cwd: canary,
        maxBuffer: 1 << 28,
      });
      expect(result.status).toBe(0);
      expect(result.stdout.toString('utf8').split('\0').slice(0, -1)).toEqual(strings);
      expectNothingRan();
    });
  }

  it('refuses NUL, which no argument can hold', () => {
    expect(() => quoteShell('a\0b')).toThrow(RangeError);
  });

  it('a first word with = stays a command', () => {
    const script = `a=b; ${quoteCommand(['x=1', '2'])}`;
    expect(spawnSync('sh', { input: script, encoding: 'utf8' }).status).toBe(127);
  });
});

/** Puts a bundle's files into a folder. */
function unpack(bundle: Bundle, into: string): void {
  for (const { path, text, executable } of bundle.files) {
    const parts = path.split('/');
    mkdirSync(join(into, ...parts.slice(0, -1)), { recursive: true });
    writeFileSync(join(into, path), text, { mode: executable ? 0o755 : 0o644 });
  }
}

function nulSeparated(text: Buffer): readonly string[] {
  return text.toString('utf8').split('\0').slice(0, -1);
}

describe('every field of a bundle', () => {
  it('hostile commands, environments, titles and arguments reach their programs as single words', () => {
    const BATCH = 50;
    for (let round = 0; round < COUNT / (4 * BATCH); round += 1) {
      const words = hostile(BATCH, 100 + round);
      const values = hostile(BATCH, 10_000 + round);
      const titles = hostile(BATCH, 20_000 + round);
      const environment = Object.fromEntries(values.map((value, index) => [`V${index}`, value]));
      const bundle = compile(
        experiment({
          title: titles.join('\n'),
          workloads: [workload({ title: titles.join(' '), command: ['/bin/x', ...words], environment })],
          guest: { kernel: titles[0] ?? '', args: [], files: values.map((value) => `/${value}`) },
        }),
        { accelerator: 'kvm', origin: 'measured' },
        '0',
      );
      const home = join(folder, `b${round}`);
      unpack(bundle, home);
      runProgram(home, words, values);
      readSettings(home, titles[0] ?? '');
      runTheList(home);
      rmSync(home, { recursive: true, force: true });
    }
    expectNothingRan();
  }, 120_000);
});

describe('levels of factors', () => {
  it('reach the library as single words, whatever they say', () => {
    const levels = hostile(200, 7).map((text, index) => [text, String(index)]);
    const made = experiment({
      factors: { 'guest.args': levels },
      replicates: 1,
      native: false,
      phases: ['cold'],
    });
    const bundle = compile(made, { accelerator: 'kvm', origin: 'measured' }, '0');
    const home = join(folder, 'levels');
    unpack(bundle, home);
    mkdirSync(join(home, 'lib'));
    const calls = [
      'attempt_begin',
      'session_begin',
      'run_program',
      'session_end',
      'block_end',
      'attempt_end',
    ];
    const library = calls.map((name) => `${name}() { :; }`);
    library.push('session_levels() { printf \'%s\\0\' "$#" "$2"; }');
    writeFileSync(join(home, 'lib/vmpart.sh'), library.join('\n'));
    const result = spawnSync('sh', [join(home, 'run.sh')], { cwd: canary, encoding: 'buffer' });
    expect(result.stderr.toString()).toBe('');
    const words = nulSeparated(result.stdout);
    const told = words.filter((_word, index) => index % 2 === 1).map((text) => JSON.parse(text) as unknown);
    expect(new Set(words.filter((_word, index) => index % 2 === 0))).toEqual(new Set(['2']));
    expect(told).toHaveLength(levels.length);
    expect(told).toEqual(expect.arrayContaining(levels.map((level) => ({ 'guest.args': level.join(' ') }))));
    for (const path of bundle.files.map((file) => file.path)) expect(path).toMatch(/^[\w./+-]+$/);
    expectNothingRan();
    rmSync(home, { recursive: true, force: true });
  });
});

/** The program's script with a recorder in place of the helper. */
function runProgram(home: string, words: readonly string[], values: readonly string[]): void {
  mkdirSync(join(home, 'bin'));
  writeFileSync(join(home, 'bin/vmpart-host'), '#!/bin/sh\nprintf "%s\\0" "$@"\nenv -0 >&2\n', {
    mode: 0o755,
  });
  const env = { PATH: process.env['PATH'], VMPART_HOME: home };
  const result = spawnSync('sh', [join(home, 'programs/w1/native.sh')], {
    cwd: canary,
    env,
    encoding: 'buffer',
  });
  expect(result.status).toBe(0);
  const [verb, ranks, machine, dashes, program, ...rest] = nulSeparated(result.stdout);
  expect([verb, ranks, machine, dashes, program]).toEqual([
    'rank',
    join(home, 'programs/w1/native.ranks'),
    '-',
    '--',
    '/bin/x',
  ]);
  expect(rest).toEqual(words);
  const seen = new Map(
    nulSeparated(result.stderr).map((entry) => [entry.split('=', 1)[0], entry.slice(entry.indexOf('=') + 1)]),
  );
  values.forEach((value, index) => {
    expect(seen.get(`V${index}`)).toBe(value);
  });
}

function readSettings(home: string, kernel: string): void {
  const script = `. ${quoteShell(join(home, 'attempt.env'))}; printf '%s\\0' "$GUEST_KERNEL"`;
  const result = spawnSync('sh', ['-c', script], { cwd: canary, encoding: 'buffer' });
  expect(nulSeparated(result.stdout)).toEqual([kernel]);
}

/** run.sh with a library that only writes down how it was called. */
function runTheList(home: string): void {
  mkdirSync(join(home, 'lib'));
  const calls = ['attempt_begin', 'session_begin', 'run_program', 'session_end', 'block_end', 'attempt_end'];
  const library = calls.map((name) => `${name}() { echo "${name} $# $1"; }`).join('\n');
  writeFileSync(join(home, 'lib/vmpart.sh'), library);
  const result = spawnSync('sh', [join(home, 'run.sh')], { cwd: canary, encoding: 'utf8' });
  expect(result.stderr).toBe('');
  const lines = result.stdout.trim().split('\n');
  expect(lines.filter((line) => line.startsWith('run_program 5'))).toHaveLength(8);
  expect(lines).toHaveLength(1 + 4 + 8 + 4 + 2 + 1);
  expect(readFileSync(join(home, 'run.sh'), 'utf8')).not.toMatch(/^\s*(if|for|while|case)\b/m);
}
