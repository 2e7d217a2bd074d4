import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileTo } from './compiled';
import { environment, freshFolder, isRoot, run } from './helper';

// The tables of a region, by programs that use the same C files as the library and the helper.

const shm = join(import.meta.dirname, '../../src/payload/shm');
const MEBIBYTE = 1024 * 1024;
const HEADER = 2 * MEBIBYTE;
const UUID = '01234567-89ab-cdef-0123-456789abcdef';
const SANITIZED = ['-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];

function compiled(name: string, flags: readonly string[]): string {
  const files = readdirSync(shm)
    .filter((file) => file.endsWith('.c'))
    .map((file) => join(shm, file));
  return compileTo(join(freshFolder(), name), name, [...flags, ...files, '-lpthread']);
}

function region(verb: string, ...args: readonly string[]): string {
  const result = run(['region', verb, ...args]);
  expect(result).toMatchObject({ status: 0, stderr: '' });
  return result.stdout;
}

/** A region with three guests. */
function made(mebibytes: number): string {
  const file = join(freshFolder(), 'shared.region');
  region('make', file, String(mebibytes * MEBIBYTE), 'shared', UUID, '-');
  for (const guest of ['1', '2', '3']) region('admit', file, guest, `vm${guest}`);
  return file;
}

function runs(program: string, args: readonly string[]): string {
  const env = environment({ ASAN_OPTIONS: 'detect_leaks=0', TSAN_OPTIONS: 'halt_on_error=1' });
  const result = spawnSync(program, [...args], { encoding: 'utf8', env, timeout: 120_000 });
  expect(result).toMatchObject({ status: 0, stderr: '' });
  return result.stdout;
}

describe('a region', () => {
  test('begins with its header behind the device, and is empty', () => {
    const file = made(16);
    const bytes = readFileSync(file).subarray(HEADER);
    expect(bytes.toString('latin1', 0, 8)).toBe('vmpshare');
    expect([bytes.readUInt32LE(8), bytes.readUInt32LE(12)]).toEqual([1, 4096]);
    expect(bytes.readBigUInt64LE(16)).toBe(BigInt(14 * MEBIBYTE));
    expect(bytes.toString('hex', 32, 48)).toBe(UUID.replaceAll('-', ''));
    expect(bytes.toString('latin1', 48, 64)).toBe('shared'.padEnd(16, '\0'));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(region('stat', file)).toBe(
      'peakBytes 0\nusedBytes 0\nobjects 0\nguest 1 0 0 0\nguest 2 0 0 0\nguest 3 0 0 0\n',
    );
  });

  test('has pages where it was bound to, and a look at them makes none', () => {
    const file = join(freshFolder(), 'bound.region');
    region('make', file, String(16 * MEBIBYTE), 'shared', UUID, '0');
    const [node, bytes] = region('nodes', file).trim().split(' ');
    expect(node).toBe('0');
    expect(Number(bytes)).toBeLessThan(MEBIBYTE);
    expect(region('nodes', file)).toBe(`0 ${bytes}\n`);
    expect(statSync(file).blocks * 512).toBeLessThan(MEBIBYTE);
  });

  test.each([
    ['no room', ['16', 'shared', UUID, '-'], 1, 'at least 4 MiB'],
    ['a name that is too long', [String(16 * MEBIBYTE), 'sixteen-bytes-00', UUID, '-'], 2, '1 to 15 bytes'],
    ['no UUID', [String(16 * MEBIBYTE), 'shared', '0123', '-'], 2, 'is no UUID'],
    ['no node', [String(16 * MEBIBYTE), 'shared', UUID, 'one'], 2, 'is no node'],
    ['a node that is not there', [String(16 * MEBIBYTE), 'shared', UUID, '900'], 3, 'bound to node 900'],
  ] as const)('is not made with %s', (_what, args, code, message) => {
    const file = join(freshFolder(), 'shared.region');
    const { status, stderr } = run(['region', 'make', file, ...args]);
    expect({ status, stderr }).toMatchObject({
      status: code,
      stderr: expect.stringContaining(message) as string,
    });
    // A second try with better words must not meet what is left of the first.
    expect(run(['region', 'stat', file]).stderr).toContain('cannot open');
  });

  test('is told from other files, and from a damaged one', () => {
    const file = made(16);
    writeFileSync(`${file}.zeros`, Buffer.alloc(4 * MEBIBYTE));
    expect(run(['region', 'stat', `${file}.zeros`]).stderr).toContain('there is no region');
    expect(run(['region', 'admit', file, '0', 'host']).stderr).toContain('from 1 to 255');
    for (const at of [0, 12, 24, 88]) {
      const other = `${file}.${at}`;
      copyFileSync(file, other);
      const patch = `printf '\\377\\377' | dd of=${other} bs=1 seek=${HEADER + at} conv=notrunc status=none`;
      expect(spawnSync('sh', ['-c', patch]).status).toBe(0);
      expect(run(['region', 'stat', other])).toMatchObject({ status: 1, stdout: '' });
    }
  });

  test.each([1, 2, 3])('keeps every byte of its objects, as a model does (seed %i)', (seed) => {
    const file = made(24);
    const counts = runs(compiled('regionModel', SANITIZED), [file, String(seed), '3000'])
      .trim()
      .split(' ');
    // Of each kind of operation there were some, refused ones too.
    expect(counts.map(Number).every((count) => count > 5)).toBe(true);
    expect(Number(/usedBytes (\d+)/.exec(region('stat', file))?.[1])).toBeGreaterThan(0);
    expect(region('purge', file, 'nobody')).toBe('leftBytes 0\n');
    expect(region('purge', file)).toMatch(/^leftBytes [1-9]/);
    expect(region('stat', file)).toMatch(/^peakBytes 0\nusedBytes 0\nobjects 0\n/);
  });

  test('is sound when a process was killed at any of its instructions', () => {
    const file = made(6);
    copyFileSync(file, `${file}.copy`);
    const [steps, states] = runs(compiled('regionStep', ['-g']), [file, `${file}.copy`])
      .trim()
      .split(' ');
    expect(Number(steps)).toBeGreaterThan(5000);
    expect(Number(states)).toBeGreaterThan(80);
  });

  test('is sound when processes of several guests are killed again and again', () => {
    const file = made(64);
    const [entered] = runs(compiled('regionKill', SANITIZED), [file, '7', '60']).trim().split(' ');
    expect(Number(entered)).toBeGreaterThan(0);
    region('purge', file);
    expect(region('stat', file)).toMatch(/^peakBytes 0\nusedBytes 0\nobjects 0\n/);
  });

  test('has locks and barriers in which threads do not race', () => {
    runs(compiled('regionLock', ['-g', '-fsanitize=thread']), [made(16), '300']);
  });

  test('of 2 MiB pages is made of them where the machine has some', () => {
    const pool = '/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages';
    if (!isRoot || Number(readFileSync(pool, 'latin1')) < 8) return;
    const folder = freshFolder();
    expect(spawnSync('mount', ['-t', 'hugetlbfs', '-o', 'pagesize=2M', 'none', folder]).status).toBe(0);
    try {
      const file = join(folder, 'huge.region');
      region('make', file, String(16 * MEBIBYTE), 'huge', UUID, '0', String(2 * MEBIBYTE));
      expect(region('nodes', file)).toBe(`0 ${16 * MEBIBYTE}\n`);
    } finally {
      spawnSync('umount', [folder]);
    }
  });
});
