import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { arch } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readJournal } from '../../src/core/journal/reader';
import { freshFolder, isRoot } from './helper';
import { type Attempt, eventsOf, type Line, makeAttempt, runAttempt, values } from './libraryBundle';
import { linesOf } from './treatedSession';

// Regions of a session as the library makes, reads and removes them, with stand-ins for VMs. Real guests see them in
// tests/host/regions.local.test.ts.

const MEBIBYTE = 2 ** 20;
const NEAR = 128 * MEBIBYTE;
const TWO = `near ${NEAR} 4096 devdax 0 vm1,vm2\nbar ${4 * MEBIBYTE} 4096 ivshmem - vm2\n`;

/** Two VMs that are always up, whose program runs on the host; what the helper is asked of regions is in `asked`. */
const STAND_INS = [
  'session_said() { LAYOUT=pair VMS="vm1 vm2"; emit session_begin "layout=pair" "vms:=[\\"vm1\\",\\"vm2\\"]"; }',
  'session_vms() { regions_make || return 1; : >"$RUN_DIR/vm1.pid"; : >"$RUN_DIR/vm2.pid"; }',
  'vm_alive() { [ ! -e "dead-$1" ]; }',
  'vm_end() { :; }',
  'vm_fault() { FAULT="$1 $2"; }',
  'in_guests() { echo "in_guests $1" >>asked; }',
  'read_back() { :; }',
  'work_fresh() { WORK=$RUN_DIR/work; mkdir -p "$WORK"; }',
  'run_guest() { run_native; collect_run_end; }',
  'traffic_end() { :; }',
  // Neither the preflight nor attempt_begin is to see guests.
  'mv tables vms',
  'REAL=$HELPER HELPER=$ATTEMPT_DIR/asking',
  'export REAL; chmod +x "$HELPER"',
];
const ASKING = [
  '#!/bin/sh',
  'if [ "$1" = region ]; then echo "$*" | sed "s|/dev/shm/vmpart/||" >>"$ATTEMPT_DIR/asked"; fi',
  'if [ "$1 $2" = "region nodes" ] && [ -e "$ATTEMPT_DIR/nodes" ]; then exec cat "$ATTEMPT_DIR/nodes"; fi',
  'exec "$REAL" "$@"',
  '',
].join('\n');
const VMS = 'vm1 1 10.77.1.2 52:54:00:4d:00:01\nvm2 2 10.77.1.3 52:54:00:4d:00:02\n';

interface Text {
  readonly table?: string;
  readonly program?: string;
  readonly functions?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
}

function attemptOf(
  { table = TWO, program = 'true\n', functions = [], files = {} }: Text,
  at = 'tables',
): Attempt {
  const calls = [
    ...STAND_INS,
    ...functions,
    'session_begin s0001 0 native pair',
    'run_program s0001 r0001 w1 cold 60',
    'session_end s0001',
  ];
  return makeAttempt({
    calls,
    program,
    files: { asking: ASKING, [`${at}/pair/vms`]: VMS, [`${at}/pair/regions`]: table, ...files },
  });
}

async function ran(text: Text): Promise<Attempt> {
  const attempt = attemptOf(text);
  await runAttempt(attempt);
  return attempt;
}

function asked(attempt: Attempt): readonly string[] {
  return linesOf(attempt, 'asked');
}

function rawOf(attempt: Attempt): string {
  return readFileSync(join(attempt.folder, 'raw/s0001.txt'), 'utf8');
}

/** Huge pages of 2 MiB that node 0 of this machine has to give; mostly none. */
function freePages(): number {
  const path = '/sys/devices/system/node/node0/hugepages/hugepages-2048kB/free_hugepages';
  return existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
}

function stateOf(attempt: Attempt) {
  return readJournal(readFileSync(join(attempt.folder, 'journal.jsonl'), 'utf8')).state;
}

describe('the regions of a session', () => {
  it('are made for their VMs before these, read after the run, and gone', async () => {
    const program = [
      'cd /dev/shm/vmpart && stat -c "%n %s %a" *.region',
      'for one in near bar; do dd if=$one.region bs=1 skip=4096 count=15 2>/dev/null | tr "\\0" . && echo; done',
      'dd if=/dev/zero of=near.region bs=1M count=8 seek=16 conv=notrunc 2>/dev/null',
      '',
    ].join('\n');
    const attempt = await ran({ program });
    expect(eventsOf(attempt, 'attempt_end')[0]).toMatchObject({ state: 'finished' });
    expect(rawOf(attempt)).toBe(
      `bar.region ${4 * MEBIBYTE} 600\nnear.region ${NEAR} 600\nNVDIMM_DAX_INFO\n...............\n`,
    );
    const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
    expect(asked(attempt).map((line) => line.replace(uuid, 'UUID'))).toEqual([
      `region make near.region ${NEAR} near UUID 0 4096`,
      'region device near.region devdax',
      'region admit near.region 1 vm1',
      'region admit near.region 2 vm2',
      'region nodes near.region',
      `region make bar.region ${4 * MEBIBYTE} bar UUID - 4096`,
      'region device bar.region ivshmem',
      'region admit bar.region 2 vm2',
      'region nodes bar.region',
      ...['near', 'bar', 'near', 'bar'].flatMap((name) =>
        ['nodes', 'stat', 'purge'].map((verb) => `region ${verb} ${name}.region`),
      ),
    ]);
    const events = eventsOf(attempt, 'region');
    expect(events.map(({ name, when, run }) => [name, when, run])).toEqual([
      ...[
        ['near', 'begin', null],
        ['bar', 'begin', null],
        ['near', 'run', 'r0001'],
        ['bar', 'run', 'r0001'],
        ['near', 'end', null],
        ['bar', 'end', null],
      ],
    ]);
    const [begin, , after] = events as readonly (Line & {
      readonly nodes: Readonly<Record<string, number>>;
    })[];
    expect(begin).toMatchObject({
      ...{ sizeBytes: NEAR, pageBytes: 4096, device: 'devdax', declaredNode: 0, peakBytes: null },
    });
    expect(after).toMatchObject({ peakBytes: 0, leftBytes: 0 });
    expect(after?.nodes['0']).toBe((begin?.nodes['0'] ?? 0) + 8 * MEBIBYTE);
    expect(eventsOf(attempt, 'mark')).toEqual([]);
    expect(stateOf(attempt).badLines).toBe(0);
    expect(existsSync('/dev/shm/vmpart')).toBe(false);
  });

  it('mark a run when one lies elsewhere than declared', async () => {
    const attempt = await ran({ files: { nodes: '0 4096\n1 8192\n' } });
    expect(stateOf(attempt).runs.map(({ marks }) => marks)).toEqual([['region near: declared 0, found 0,1']]);
  });

  it('are given back of what dead VMs held, and purged only when nothing runs any more', async () => {
    const attempt = await ran({ program: ': >"$VMPART_HOME/dead-vm2"; exit 3\n' });
    const lines = asked(attempt);
    const after = lines.indexOf('in_guests sh /vmpart/guest/clear.sh');
    expect(lines.findIndex((line) => line.startsWith('region purge'))).toBeGreaterThan(after);
    expect(after).toBeGreaterThan(0);
    expect(lines.filter((line) => line.startsWith('region evict'))).toEqual([
      'region evict near.region 2',
      'region evict bar.region 2',
    ]);
  });

  it.skipIf(!isRoot || freePages() < 2)('lie in pages of a pool, which gets them back', async () => {
    const before = freePages();
    const table = `bar ${4 * MEBIBYTE} ${2 * MEBIBYTE} ivshmem 0 vm2\n`;
    const program = 'cd /dev/shm/vmpart && stat -L -f -c %T bar.region && stat -L -c %s bar.region\n';
    const attempt = await ran({ table, program });
    expect(eventsOf(attempt, 'problem')).toEqual([]);
    expect(rawOf(attempt)).toBe(`hugetlbfs\n${4 * MEBIBYTE}\n`);
    expect(values(eventsOf(attempt, 'region'), 'nodes')).toEqual(Array(3).fill({ 0: 4 * MEBIBYTE }));
    expect(values(eventsOf(attempt, 'region'), 'pageBytes')).toEqual(Array(3).fill(2 * MEBIBYTE));
    expect(freePages()).toBe(before);
  });

  it('are none where nothing is shared', async () => {
    const attempt = await ran({ table: '' });
    expect([asked(attempt), eventsOf(attempt, 'region')]).toEqual([[], []]);
  });
});

describe('regions that the host has no memory for', () => {
  const refused = async (text: Text): Promise<{ readonly what: unknown; readonly remedy: unknown }> => {
    const attempt = await ran(text);
    const [problem] = eventsOf(attempt, 'problem');
    expect(eventsOf(attempt, 'session_end')[0]).toMatchObject({ state: 'failed', why: problem?.['what'] });
    expect(eventsOf(attempt, 'region')).toEqual([]);
    expect(asked(attempt)).toEqual([]);
    return { what: problem?.['what'], remedy: problem?.['remedy'] };
  };
  const huge = 2 ** 50;
  const room = 'df() { printf "x\\nx 1 1 9999999999999 1%% /\\n"; }';

  it('are told: the tmpfs', async () => {
    const { what, remedy } = await refused({ table: `near ${huge} 4096 devdax 0 vm1\n` });
    expect(what).toMatch(
      /^The regions of pair need 1073741824 MiB, and \d+ MiB are free in the attempt's tmpfs/,
    );
    expect(remedy).toContain('mount -o remount,size=BYTES /dev/shm');
  });

  it('are told: a node, with all regions on it', async () => {
    const table = `near ${huge} 4096 devdax 0 vm1\nbar ${huge} 4096 ivshmem 0 vm1\n`;
    const { what, remedy } = await refused({ table, functions: [room] });
    expect(what).toMatch(
      /^Too little memory for shared regions \(near bar\): they need 2147483648 MiB of (node 0|the host), which has \d+ MiB free/,
    );
    expect(remedy).toContain('numactl -H');
  });

  it('are told: the whole host where no node is named', async () => {
    const { what } = await refused({ table: `near ${huge} 4096 devdax - vm1\n`, functions: [room] });
    expect(what).toMatch(/of the host, which has \d+ MiB free/);
  });

  it('are told: a pool of huge pages', async () => {
    const { what, remedy } = await refused({ table: `near ${huge} 2097152 devdax 0 vm1\n` });
    expect(what).toMatch(
      /^Too few huge pages for shared regions \(near\): they need 536870912 of 2048 KiB from node 0, whose pool has \d+ free/,
    );
    expect(remedy).toContain('host.hugePages');
  });

  it('or that cannot be bound, with what the helper said', async () => {
    const attempt = await ran({ table: `near ${NEAR} 4096 devdax 900 vm1\n`, functions: [room] });
    expect(eventsOf(attempt, 'session_end')[0]).toMatchObject({
      state: 'failed',
      why: expect.stringMatching(
        /^the region near could not be made: .*cannot be bound to node 900/,
      ) as string,
    });
  });
});

describe('the library for programs through shared memory', () => {
  const LIBRARY = `libvmpart-shared-${arch() === 'arm64' ? 'aarch64' : 'x86_64'}.so`;
  const said = (files: Readonly<Record<string, string>>, compiler = 'cc'): string => {
    const attempt = attemptOf({ files });
    const script = [
      '. lib/vmpart.sh; lacking() { echo "$1"; }',
      ...(compiler === '' ? ['command() { return 1; }'] : []),
      'preflight_shared_library; shared_library_find && echo "${SHARED_LIBRARY#"$ATTEMPT_DIR/"}"',
    ].join('\n');
    return spawnSync('sh', ['-c', script], { cwd: attempt.folder, encoding: 'utf8' }).stdout;
  };
  const mark = { 'programs/w1/pair.shared': 'near\n' };

  it('is taken from the bundle, or made from its source', () => {
    expect(said({ ...mark, [`bin/${LIBRARY}`]: '' }, '')).toBe(`bin/${LIBRARY}\n`);
    const sources = { 'shm/one.c': 'int one;\n', 'shm/library/two.c': 'int two;\n' };
    expect(said({ ...mark, ...sources })).toBe(`bin/${LIBRARY}\n`);
  });

  it('is asked for where programs want it, and no earlier', () => {
    expect(said(mark, '')).toMatch(/^There is no library for programs through shared memory on /);
    expect(said({}, '')).toBe('');
  });
});

/** What the preflight says where QEMU prints these devices and the kernel of the guests is that release. */
function preflight(table: string, devices: string, release: string): readonly string[] {
  const attempt = attemptOf({ table }, 'vms');
  const scratch = freshFolder();
  const script = [
    `. lib/vmpart.sh; RUN_DIR='${scratch}' GUEST_RELEASE='${release}'`,
    `printf '#!/bin/sh\\necho "%s"\\n' '${devices}' >"$RUN_DIR/qemu"; chmod +x "$RUN_DIR/qemu"`,
    'qemu_find() { QEMU=$RUN_DIR/qemu; }',
    'lacking() { echo "$1"; }',
    'preflight_regions; region_modules',
  ].join('\n');
  const result = spawnSync('sh', ['-c', script], { cwd: attempt.folder, encoding: 'utf8' });
  expect(result.stderr).toBe('');
  return result.stdout.split('\n').filter((line) => line !== '');
}

describe('the preflight of regions', () => {
  const both = 'name \\"virtio-pmem-pci\\" name \\"ivshmem-plain\\"';
  const bar = `bar ${4 * MEBIBYTE} 4096 ivshmem - vm2\n`;

  it('wants no more than the devices of the layout', () => {
    expect(preflight(bar, both, 'no-such-kernel')).toEqual([]);
    expect(preflight(bar, 'name \\"virtio-pmem-pci\\"', '')).toEqual([
      'QEMU of the host has no ivshmem-plain, by which VMs see shared regions (ivshmem).',
    ]);
  });

  it('tells what QEMU and the kernel of the guests lack, and which modules guests load', () => {
    const [qemu, kernel, modules, ...others] = preflight(TWO, 'name \\"ivshmem-plain\\"', 'no-such-kernel');
    expect(qemu).toContain('has no virtio-pmem-pci');
    expect(kernel).toMatch(
      /^Kernel no-such-kernel of the guests has no devices for shared regions \(devdax\): /,
    );
    expect([modules, others]).toEqual(['virtio_pmem nd_pmem dax_pmem device_dax', []]);
  });

  it('tells pages that the host does not have', () => {
    const said = preflight(`near ${NEAR} ${3 * MEBIBYTE} ivshmem 0 vm1\n`, both, '');
    expect(said[0]).toContain('has no pages of 3072 KiB');
    expect(said.length).toBe(isRoot ? 1 : 2);
  });
});
