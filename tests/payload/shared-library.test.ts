import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileTo } from './compiled';
import { environment, freshFolder, run } from './helper';

// The library in front of programs that do what runtimes do, in guests that are numbers; tests/shared has real ones.

const root = join(import.meta.dirname, '../..');
const MEBIBYTE = 1024 * 1024;
const HEADER = 2 * MEBIBYTE;
const UUID = '01234567-89ab-cdef-0123-456789abcdef';
let folder = '';
let library = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmpart-shared-'));
  const made = spawnSync('node', [join(root, 'scripts/shared.mjs'), folder], { encoding: 'utf8' });
  expect(made.stderr).toBe('');
  library = made.stdout.trim();
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Region {
  readonly file: string;
  /** What a process of a guest gets; 0 is a guest that the host has not admitted. */
  readonly env: (guest: number, job?: string) => Readonly<Record<string, string>>;
}

function region(verb: string, ...args: readonly string[]): string {
  const result = run(['region', verb, ...args]);
  expect(result).toMatchObject({ status: 0, stderr: '' });
  return result.stdout;
}

function made(mebibytes = 64, guests = 2): Region {
  const file = join(freshFolder(), 'shared.region');
  region('make', file, String(mebibytes * MEBIBYTE), 'shared', UUID, '-');
  for (let guest = 1; guest <= guests; guest++) region('admit', file, String(guest), `vm${guest}`);
  return { file, env: (guest, job = 'run-1') => guestEnvironment(file, mebibytes, guest, job) };
}

function guestEnvironment(
  file: string,
  mebibytes: number,
  guest: number,
  job: string,
): Readonly<Record<string, string>> {
  const lines = join(freshFolder(), 'regions');
  writeFileSync(lines, `shared ${file} ${HEADER} ${mebibytes * MEBIBYTE - HEADER} 4096 ${guest}\n`);
  return { LD_PRELOAD: library, VMPART_REGIONS: lines, VMPART_REGION: 'shared', VMPART_JOB: job };
}

const SETTINGS = {
  UCX_TLS: 'posix,self',
  UCX_POSIX_USE_PROC_LINK: 'n',
  UCX_ADAPTIVE_PROGRESS: 'n',
  UCX_POSIX_HUGETLB_MODE: 'n',
};

function started(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): SpawnSyncReturns<string> {
  return spawnSync(command, [...args], { encoding: 'utf8', env: environment(env), timeout: 60_000 });
}

/** The exit code and what was printed. */
function startedAs(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const child = spawn(command, [...args], { env: environment(env) });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (output += text.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve(`${code} ${output}`)));
}

/** What each rank ended with, sorted. */
async function together(ranks: number, one: (rank: number) => Promise<string>): Promise<readonly string[]> {
  const all = await Promise.all(Array.from({ length: ranks }, (_, rank) => one(rank)));
  return [...all].sort();
}

/** Compiles once what several tests start. */
const programs = new Map<string, string>();
function program(name: string, more: readonly string[] = []): string {
  const known = programs.get(name);
  if (known !== undefined) return known;
  const path = compileTo(join(folder, name), name, more);
  programs.set(name, path);
  return path;
}

const used = (file: string): string => region('stat', file).split('guest')[0] ?? '';

describe('the library', () => {
  test('asks nothing of the C library that one of 2014 lacks', () => {
    const { stdout } = spawnSync('objdump', ['-T', library], { encoding: 'utf8' });
    const versions = [...stdout.matchAll(/GLIBC_2\.(\d+)/g)].map(([, minor]) => Number(minor));
    expect(versions.length).toBeGreaterThan(10);
    expect(Math.max(...versions)).toBeLessThanOrEqual(17);
    expect(stdout).toMatch(/ DF \.text\s+\S+\s+Base\s+vmpart_attach/);
  });

  test('keeps files of transports in the region, and leaves it clean', () => {
    const { file, env } = made();
    const steps = ['segment', 'copy', 'temporary', 'own', 'child'];
    expect(started(program('sharedFiles'), steps, env(1))).toMatchObject({
      status: 0,
      stderr: '',
      stdout: steps.map((step) => `${step}\n`).join(''),
    });
    expect(used(file)).toMatch(/^peakBytes [1-9]\d+\nusedBytes 0\nobjects 0\n$/);
    expect(region('stat', file)).toContain('guest 1 0 0 1\n');
  });

  test('does nothing where no region is named, and nothing to programs beside', () => {
    const { file, env } = made();
    const without = { ...env(1), VMPART_REGION: '' };
    expect(started(program('sharedFiles'), ['segment', 'own'], without)).toMatchObject({
      status: 0,
      stderr: '',
    });
    for (const [command, ...args] of [
      ['true'],
      ['sh', '-c', 'cat /proc/sys/kernel/random/boot_id'],
      ['ls', '/dev/shm'],
    ])
      expect(started(command ?? '', args, env(1))).toMatchObject({ status: 0, stderr: '' });
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1');
    expect(started(program('sharedFiles'), ['boot'], env(1)).stdout).toBe(`boot ${bootId}`);
    // Nobody has been there.
    expect(region('stat', file)).toContain('guest 1 0 0 0\n');
  });

  test('is the same to processes of two guests, and not to those of another job', async () => {
    const { file, env } = made();
    const user = program('sharedUser', [library, `-Wl,-rpath,${folder}`]);
    const four = together(4, (rank) => startedAs(user, [String(rank), '4', '200'], env(1 + (rank % 2))));
    const alone = started(user, ['0', '1', '3'], env(1, 'run-2'));
    expect(alone).toMatchObject({ status: 0, stdout: '3 in guest 1\n', stderr: '' });
    expect(await four).toEqual(['0 ', '0 ', '0 ', '0 2000 in guest 1\n']);
    expect(region('stat', file)).toMatch(/guest 1 1560 3 3\nguest 2 1040 2 2\n/);
    // Names of locks and barriers stay until the job is purged.
    expect(region('purge', file, 'run-1')).toBe('leftBytes 0\n');
    expect(region('purge', file, 'run-2')).toBe('leftBytes 0\n');
    expect(used(file)).toBe('peakBytes 0\nusedBytes 0\nobjects 0\n');
  });

  test('runs the example, which is compiled as the document says', async () => {
    const { file, env } = made();
    const relax = join(folder, 'relax');
    const source = join(root, 'examples/own-program/relax.c');
    const args = [
      '-O2',
      '-Wall',
      '-Werror',
      '-o',
      relax,
      source,
      `-I${join(root, 'src/payload/shm')}`,
      library,
      '-lm',
    ];
    expect(spawnSync('cc', args, { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    // Linked with a file of another name, it takes the one that is preloaded.
    const four = await together(4, (rank) =>
      startedAs(relax, ['60', String(rank), '4'], env(1 + (rank % 2))),
    );
    expect(four).toEqual([
      '0 ',
      '0 ',
      '0 ',
      expect.stringMatching(/^0 \d+ steps, at most 0\.0000\d\d off\n$/),
    ]);
    expect(region('purge', file, 'run-1')).toBe('leftBytes 0\n');
  });

  test('tells the others of a job when one of them has died', async () => {
    const { env } = made();
    const user = program('sharedUser', [library, `-Wl,-rpath,${folder}`]);
    const waiting = startedAs(user, ['0', '2', '5'], env(1));
    const shell = `"${user}" 1 3 5 & sleep 0.3; kill -9 $!`;
    spawnSync('sh', ['-c', shell], { env: environment(env(1)) });
    expect(await waiting).toBe('1 region shared, start: a process of the job has died\n');
  });

  test('ends a job whose region is full with the size to ask for', () => {
    const { file, env } = made(16);
    const { status, stdout, stderr } = started(program('sharedFiles'), ['fill=20'], env(1));
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toBe(
      'vmpart-shared: region shared is full: 13 of its 14 MiB are in use, 1 MiB more were asked for (ucx_shm_posix_f13); ' +
        'give it a size of at least 128 MiB in the layout. The job is aborted\n',
    );
    // The next try of the job is not taken for the one that was aborted.
    const user = program('sharedUser', [library, `-Wl,-rpath,${folder}`]);
    expect(started(user, ['0', '1', '1'], env(1))).toMatchObject({ status: 0, stdout: '1 in guest 1\n' });
    expect(region('purge', file)).toBe(`leftBytes ${13 * MEBIBYTE}\n`);
    expect(started(program('sharedFiles'), ['fill=13'], env(1))).toMatchObject({ status: 0 });
  });

  test('keeps a job within its quota', () => {
    const { env } = made();
    const { status, stderr } = started(program('sharedFiles'), ['fill=9'], {
      ...env(1),
      VMPART_QUOTA: String(8 * MEBIBYTE),
    });
    expect(status).toBe(1);
    expect(stderr).toContain('set VMPART_QUOTA higher');
  });

  test('tells what is missing, and the program does not go on', () => {
    const { file, env } = made(64, 1);
    const refused = (more: Readonly<Record<string, string>>, guest = 1): string => {
      const result = started(program('sharedFiles'), ['segment'], { ...env(guest), ...more });
      expect(result).toMatchObject({ status: 1, stdout: '' });
      expect(result.stderr).toMatch(/^vmpart-shared: .*\n$/);
      return result.stderr;
    };
    expect(refused({ VMPART_JOB: '' })).toContain('VMPART_JOB is not set');
    expect(refused({ VMPART_REGIONS: '/none' })).toContain('this machine has no region shared');
    expect(refused({ VMPART_REGION: 'other' })).toContain('this machine has no region other');
    expect(refused({ VMPART_QUOTA: 'all' })).toContain('is no number of bytes');
    expect(refused({}, 2)).toContain('the host has not admitted this VM');
    region('evict', file, '1');
    expect(refused({})).toContain('has evicted it');
    region('admit', file, '1', 'vm1');
    expect(started(program('sharedFiles'), ['segment'], env(1))).toMatchObject({ status: 0 });
  });

  test.each([
    [
      'Intel(R) MPI Library 2021.9 for Linux',
      {},
      'is not known; Open MPI with UCX and MPICH with ch4:ucx are',
    ],
    ['MPICH Version:\t4.1\nMPICH Device:\tch4:ofi\n', {}, 'MPICH 4.1 is not built over UCX'],
    ['Open MPI v4.1.4, package', {}, 'has not opened UCX'],
    ['Open MPI v4.1.4, package', { UCX_TLS: 'posix,self,tcp' }, 'lets data go another way'],
    ['Open MPI v4.1.4, package', { UCX_TLS: '' }, 'set UCX_TLS=posix,self'],
    ['Open MPI v4.1.4, package', { UCX_ADAPTIVE_PROGRESS: 'y' }, 'UCX_ADAPTIVE_PROGRESS=y must be n'],
  ] as const)('refuses what could take another way: %j %o', (runtime, more, message) => {
    const { file, env } = made();
    const fake = compileTo(join(freshFolder(), 'libmpi.so'), 'sharedRuntime', ['-shared', '-fPIC']);
    const rank = compileTo(join(freshFolder(), 'rank'), 'sharedRank', [fake]);
    const result = started(rank, [], { ...env(1), ...SETTINGS, RUNTIME: runtime, ...more });
    expect(result.status).toBe(1);
    expect(result.stderr).toContain(message);
    // Only what is known by its absence is seen after the runtime has begun.
    expect(result.stdout).toBe(message.includes('opened') ? 'begun\n' : '');
    expect(used(file)).toMatch(/usedBytes 0\n/);
  });

  test('is not for a program beside a launcher that has no region', () => {
    const fake = compileTo(join(freshFolder(), 'libmpi.so'), 'sharedRuntime', ['-shared', '-fPIC']);
    const rank = compileTo(join(freshFolder(), 'rank'), 'sharedRank', [fake]);
    expect(started(rank, [], { LD_PRELOAD: library })).toMatchObject({
      status: 0,
      stdout: 'begun\n',
      stderr: '',
    });
    expect(statSync(library).size).toBeLessThan(200_000);
  });

  test('gives back what killed processes of a guest held, by the next one or by hand', () => {
    const { file, env } = made();
    const shell = `"${program('sharedFiles')}" segment fill=3; kill -9 $$`;
    const kill = spawnSync('sh', ['-c', shell], { encoding: 'utf8', env: environment(env(1)) });
    expect(kill.signal).toBe('SIGKILL');
    const { VMPART_REGIONS: lines = '' } = env(1);
    const swept = run(['region', 'sweep', 'shared'], { env: { VMPART_REGIONS: lines } });
    expect(swept).toMatchObject({ status: 0, stderr: '' });
    expect(region('purge', file, 'run-1')).toBe(`leftBytes ${3 * MEBIBYTE}\n`);
  });
});
