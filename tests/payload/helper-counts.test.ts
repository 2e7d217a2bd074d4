import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freshFolder, helper, isRoot, run, type Running, start, startHelper, until } from './helper';

const PARTS = ['faults', 'systemTime', 'steal', 'pageTables', 'ksm', 'balloon', 'swap'] as const;
const hasQemu = spawnSync('qemu-system-x86_64', ['--version']).status === 0;

interface Reading {
  readonly counters: Readonly<Record<string, number>>;
  /** Part and what it lacks. */
  readonly missing: readonly string[];
}

function readingIn(text: string): Reading {
  const lines = text.split('\n').filter((line) => line !== '');
  const missing = lines.filter((line) => line.startsWith('missing\t'));
  for (const line of missing) expect(line.split('\t')).toHaveLength(4);
  const counters = lines
    .filter((line) => !line.startsWith('missing\t'))
    .map((line) => {
      expect(line).toMatch(/^[a-zA-Z]+ \d+(\.\d+)?$/);
      return [line.split(' ')[0] ?? '', Number(line.split(' ')[1])] as const;
    });
  // No name twice.
  expect(Object.keys(Object.fromEntries(counters))).toHaveLength(counters.length);
  return {
    counters: Object.fromEntries(counters),
    missing: missing.map((line) => line.split('\t').slice(1, 3).join(': ')),
  };
}

function counts(...args: readonly string[]): Reading {
  const result = run(['counts', ...args]);
  expect(result).toMatchObject({ status: 0, stderr: '' });
  return readingIn(result.stdout);
}

/** Value of a line `NAME VALUE` of a file of the kernel. */
function told(path: string, name: string): number {
  const match = new RegExp(`^${name}:?\\s+(\\d+)`, 'm').exec(readFileSync(path, 'utf8'));
  return Number(match?.[1] ?? NaN);
}

describe('what this kernel counts', () => {
  test('is what it tells itself at that moment', () => {
    const before = told('/proc/vmstat', 'pgfault');
    const { counters } = counts('host', 'faults', 'systemTime', 'swap');
    expect(counters['hostFaults']).toBeGreaterThanOrEqual(before);
    expect(counters['hostFaults']).toBeLessThanOrEqual(told('/proc/vmstat', 'pgfault'));
    expect(counters['hostSwappedOutPages']).toBe(told('/proc/vmstat', 'pswpout'));
    const ticks = (/^cpu +(.*)/.exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? '').split(' ').map(Number);
    const since = ticks.map((value) => value / 100);
    const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0] = since;
    const near = (name: string, value: number): void => {
      expect(counters[name]).toBeLessThan(value + 0.01);
      expect(counters[name]).toBeGreaterThan(value - 60);
    };
    near('hostUserSeconds', user + nice);
    near('hostSystemSeconds', system);
    near('hostIdleSeconds', idle + iowait);
    near('hostStealSeconds', since[7] ?? 0);
  });

  test('is told for the parts that are asked for alone', () => {
    expect(Object.keys(counts('host', 'faults').counters)).toEqual(['hostFaults', 'hostMajorFaults']);
    expect(Object.keys(counts('guest', 'steal').counters)).toEqual(['guestStealSeconds']);
    expect(counts('guest', 'balloon', 'ksm')).toEqual({ counters: {}, missing: [] });
    const both = Object.keys(counts('guest', 'steal', 'systemTime').counters);
    expect(both.sort()).toEqual(
      ['Steal', 'User', 'System', 'Irq', 'Idle'].map((name) => `guest${name}Seconds`).sort(),
    );
  });

  test.skipIf(!existsSync('/sys/kernel/mm/ksm'))('has levels of page tables and of merging in bytes', () => {
    const { counters } = counts('host', 'pageTables', 'ksm');
    expect((counters['hostPageTableBytes'] ?? 0) % 4096).toBe(0);
    expect(counters['hostKsmSharedBytes']).toBe(
      4096 * Number(readFileSync('/sys/kernel/mm/ksm/pages_shared', 'utf8')),
    );
    for (const name of ['hostAnonHugePageBytes', 'hostHugetlbBytes', 'hostHugetlbFreeBytes'])
      expect(counters[name]).toBeGreaterThanOrEqual(0);
  });

  test.skipIf(!isRoot)('lacks what it does not tell, and the others still come', () => {
    const folder = freshFolder();
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return `mount --bind ${join(folder, name)} /proc/${name}`;
    };
    const inside = [
      // Of a kernel that was built without most of it; names that only begin alike do not count.
      file('vmstat', 'pgfault_of_others 1\nnr_free_pages 5\npgfault 12\npgmajfault 3\n'),
      file('meminfo', 'MemTotal: 1000 kB\nPageTables:          24 kB\nSecPageTablesOld: 9 kB\n'),
      file('stat', 'cpu  1 2 3\n'),
      'mount -t tmpfs none /sys/kernel/mm',
      `exec ${helper} counts host ${PARTS.join(' ')}`,
    ].join(' && ');
    const result = spawnSync('unshare', ['--mount', 'sh', '-c', inside], { encoding: 'utf8' });
    expect(result).toMatchObject({ status: 0, stderr: '' });
    const { counters, missing } = readingIn(result.stdout);
    expect(counters).toEqual({ hostFaults: 12, hostMajorFaults: 3, hostPageTableBytes: 24 * 1024 });
    expect(missing).toEqual([
      "systemTime: the host's kernel does not tell its times in /proc/stat",
      "pageTables: the host's kernel does not tell the page tables that KVM keeps for guests",
      "pageTables: the host's kernel does not tell transparent huge pages",
      "pageTables: the host's kernel does not tell its pools of huge pages",
      "ksm: the host's kernel does not tell what samepage merging shares",
      "swap: the host's kernel does not tell which pages it swaps",
    ]);
  });

  test.each([
    [[]],
    [['host', 'fault']],
    [['machine', 'faults']],
    [['qemu', '1']],
    [['qemu', '0', '/x', 'faults']],
    [['qemu', '1', '/x', 'ram']],
  ])('cannot be asked as %j', (args) => {
    const result = run(['counts', ...args]);
    expect(result.status).toBe(2);
    expect(result.stderr).toContain('usage: vmpart-host counts host | guest | qemu PID SOCKET');
  });
});

interface Qemu extends Running {
  readonly socket: string;
}

/** Two vCPUs that stand still. */
function startQemu(...more: readonly string[]): Qemu {
  const socket = join(freshFolder(), 'qmp');
  const args = [
    ...['-S', '-nodefaults', '-no-user-config', '-display', 'none', '-machine', 'q35', '-m', '64M'],
    ...['-accel', 'tcg,thread=multi', '-smp', '2', '-qmp', `unix:${socket},server=on,wait=off`, ...more],
  ];
  return { ...start('qemu-system-x86_64', args), socket };
}

/** Fields of a stat file, counted from 1 as in the manual. */
function fields(path: string): readonly number[] {
  const rest = readFileSync(path, 'utf8').replace(/^.*\) /s, '');
  return [NaN, NaN, NaN, ...rest.split(' ').map(Number)];
}

const MINOR = 10;

describe.runIf(hasQemu)('what the host counts of QEMU', () => {
  test('has its definition in the documentation, as all other counters', () => {
    const document = readFileSync(join(import.meta.dirname, '../../docs/memory/counters.md'), 'utf8');
    const qemu = startQemu('-device', 'virtio-balloon-pci');
    const readings = [
      ...['host', 'guest'].map((who) => counts(who, ...PARTS)),
      counts('qemu', String(qemu.pid), qemu.socket, ...PARTS),
    ];
    const names = readings.flatMap(({ counters }) => Object.keys(counters));
    expect(names.length).toBeGreaterThan(40);
    expect(names.filter((name) => !document.includes(`\`${name}\``))).toEqual([]);
  });

  test('is told of its vCPU threads and of its others apart', async () => {
    const qemu = startQemu();
    const threads = run(['qmp', qemu.socket, 'vcpus']).stdout.trimEnd().split('\n');
    const vcpus = threads.map((line) => line.split(' ')[1] ?? '');
    const faultsOf = (folder: string): number => fields(`/proc/${qemu.pid}/${folder}stat`)[MINOR] ?? NaN;
    const sum = (): number => vcpus.map((id) => faultsOf(`task/${id}/`)).reduce((all, more) => all + more, 0);
    const before = sum();
    const { counters, missing } = counts('qemu', String(qemu.pid), qemu.socket, ...PARTS);
    expect(counters['vcpuMinorFaults']).toBe(before);
    const all = (counters['vcpuMinorFaults'] ?? 0) + (counters['emulatorMinorFaults'] ?? 0);
    expect(all).toBeGreaterThan(before);
    expect(all).toBeLessThanOrEqual(faultsOf(''));
    expect(readdirSync(`/proc/${qemu.pid}/task`).length).toBeGreaterThan(vcpus.length);
    expect(counters['qemuPageTableBytes']).toBe(told(`/proc/${qemu.pid}/status`, 'VmPTE') * 1024);
    expect(counters['qemuSwapBytes']).toBe(0);
    expect(counters['qemuHugetlbBytes']).toBe(0);
    expect(missing.filter((line) => !line.startsWith('ksm'))).toEqual([
      'balloon: a VM has no balloon that could be asked',
    ]);

    run(['qmp', qemu.socket, 'cont']);
    const now = (): Reading['counters'] => counts('qemu', String(qemu.pid), qemu.socket, ...PARTS).counters;
    await until('the firmware has run', () => (now()['vcpuUserSeconds'] ?? 0) > 0);
    const later = now();
    expect(later['vcpuMinorFaults']).toBeGreaterThan(before);
    expect(later['vcpuRunDelaySeconds']).toBeGreaterThan(0);
    for (const [name, value] of Object.entries(counters))
      if (!name.endsWith('Bytes')) expect(later[name]).toBeGreaterThanOrEqual(value);
  });

  test('has a balloon that holds nothing where there is a device', () => {
    const qemu = startQemu('-device', 'virtio-balloon-pci');
    expect(counts('qemu', String(qemu.pid), qemu.socket, 'balloon')).toEqual({
      counters: { balloonBytes: 0 },
      missing: [],
    });
  });

  test('is not told of threads of another process', () => {
    const qemu = startQemu();
    const other = start('sleep', ['60']);
    const result = run(['counts', 'qemu', String(other.pid), qemu.socket, 'faults']);
    expect(result.status).toBe(3);
    expect(result.stderr).toContain(`which is no thread of process ${other.pid}`);
  });
});

/** Fields of /proc/PID/stat, each its own number in hundreds behind a name that looks like fields. */
const NUMBERED = `1 (a) R 1 (b) S ${Array.from({ length: 49 }, (_, at) => 100 * (at + 4)).join(' ')}\n`;

describe.skipIf(!isRoot)('of a thread', () => {
  async function told(schedstat: string): Promise<Reading> {
    const other = start('sleep', ['60']);
    const socket = await fakeQemu({
      'query-cpus-fast': { return: [{ 'cpu-index': 0, 'thread-id': other.pid }] },
    });
    const files = { [`task/${other.pid}/stat`]: NUMBERED, stat: NUMBERED };
    const all = { ...files, [`task/${other.pid}/schedstat`]: schedstat };
    const mounts = Object.entries(all).map(([name, text]) => {
      const path = join(freshFolder(), 'file');
      writeFileSync(path, text);
      return `mount --bind ${path} /proc/${other.pid}/${name}`;
    });
    const asked = `exec ${helper} counts qemu ${other.pid} ${socket} faults systemTime steal`;
    const running = start('unshare', ['--mount', 'sh', '-c', [...mounts, asked].join(' && ')]);
    expect((await running.ended).code).toBe(0);
    return readingIn(running.output().toString());
  }

  test('counters are the fields that the manual gives', async () => {
    expect((await told('5000000000 2500000000 77\n')).counters).toEqual({
      ...{ vcpuMinorFaults: 1000, vcpuMajorFaults: 1200, emulatorMinorFaults: 0, emulatorMajorFaults: 0 },
      ...{ vcpuUserSeconds: 14, vcpuSystemSeconds: 15, vcpuGuestSeconds: 43 },
      ...{ emulatorUserSeconds: 0, emulatorSystemSeconds: 0, vcpuRunDelaySeconds: 2.5 },
    });
  });

  test('the delay is missing where the kernel does not keep it', async () => {
    const { counters, missing } = await told('0 0 0\n');
    expect(counters['vcpuUserSeconds']).toBe(14);
    expect(counters['vcpuRunDelaySeconds']).toBeUndefined();
    expect(missing).toEqual(["steal: the host's kernel does not tell how long vCPUs wait for a PU"]);
  });
});

/** Answers each command as told; the process of the only vCPU is the test's own. */
async function fakeQemu(answers: Readonly<Record<string, object>>): Promise<string> {
  const path = join(freshFolder(), 'qmp');
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write('{"QMP": {}}\r\n');
    socket.on('data', (data) => {
      const { execute } = JSON.parse(data.toString()) as { execute: string };
      socket.write(`${JSON.stringify(answers[execute] ?? { return: {} })}\r\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => void server.close());
  return path;
}

test('a balloon holds what the VM was given and has not', async () => {
  const other = start('sleep', ['60']);
  const socket = await fakeQemu({
    'query-cpus-fast': { return: [{ 'cpu-index': 0, 'thread-id': other.pid }] },
    'query-balloon': { return: { actual: 1_500_000_000 } },
    'query-memory-size-summary': { return: { 'plugged-memory': 0, 'base-memory': 2_000_000_000 } },
  });
  const running = startHelper(['counts', 'qemu', String(other.pid), socket, 'balloon']);
  expect((await running.ended).code).toBe(0);
  expect(readingIn(running.output().toString()).counters).toEqual({ balloonBytes: 500_000_000 });
});
