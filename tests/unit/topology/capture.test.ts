import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asTopologyDocument } from '../../../src/core/schema/validate';
import { readCapture, type Capture } from '../../../src/core/topology/capture';
import { numbersOfMask } from '../../../src/core/topology/captureText';
import { machineFromDocument } from '../../../src/core/topology/fromDocument';
import { machineToDocument } from '../../../src/core/topology/toDocument';

const PROBE = 'src/payload/probe.sh';
const has = (command: string): boolean => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
const probe = (root?: string, shell: readonly string[] = ['sh']): string => {
  const [command = 'sh', ...args] = shell;
  return execFileSync(command, [...args, PROBE, ...(root === undefined ? [] : [root])], { encoding: 'utf8' });
};
const read = (text: string): Capture => {
  const capture = readCapture(text);
  if (capture === null) throw new Error('no capture');
  return capture;
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'probe-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A tree of /sys and /proc from a list of files. */
function tree(name: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name, path)), { recursive: true });
    writeFileSync(join(folder, name, path), `${text}\n`);
  }
  return join(folder, name);
}

const cpuFiles = (id: number, pack: number, core: number, siblings: string): Record<string, string> => ({
  [`sys/devices/system/cpu/cpu${id}/topology/physical_package_id`]: `${pack}`,
  [`sys/devices/system/cpu/cpu${id}/topology/core_id`]: `${core}`,
  [`sys/devices/system/cpu/cpu${id}/topology/thread_siblings_list`]: siblings,
});

describe('this machine', () => {
  const shells = [['sh'], ['dash'], ['busybox', 'sh'], ['bash', '--posix']].filter(([command = '']) =>
    has(command),
  );
  it.each(shells.map((shell) => [shell.join(' '), shell]))('is read by %s', (_name, shell) => {
    const { machine, facts, complete } = read(probe(undefined, shell));
    expect(complete).toBe(true);
    const online = execFileSync('nproc', ['--all'], { encoding: 'utf8' }).trim();
    expect(machine.pus).toHaveLength(Number(online));
    expect(machine.pus.filter((pu) => pu.online).every((pu) => pu.node !== null && pu.package !== null)).toBe(
      true,
    );
    expect(facts.kernel).toBe(execFileSync('uname', ['-r'], { encoding: 'utf8' }).trim());
    expect(facts.architecture).toBe(execFileSync('uname', ['-m'], { encoding: 'utf8' }).trim());
    expect(facts.root).toBe(process.getuid?.() === 0);
    expect(facts.kvm).toBe(spawnSync('sh', ['-c', '[ -r /dev/kvm ] && [ -w /dev/kvm ]']).status === 0);
    expect(facts.tools['sh']).toBe('');
    expect(facts.tools['upcrun'] ?? null).toBe(has('upcrun') ? expect.anything() : null);
    expect(machine.pageSizesBytes[0]).toBe(
      Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' })),
    );
    const document = asTopologyDocument(machineToDocument(machine));
    expect(document && machineFromDocument(document, 'x')).toEqual({ machine, problems: [] });
  });

  it.runIf(has('shellcheck'))('has nothing for shellcheck to say', () => {
    expect(spawnSync('shellcheck', ['-s', 'sh', PROBE], { encoding: 'utf8' }).stdout).toBe('');
  });

  it('is read alike when the script comes on standard input, as over ssh', () => {
    const text = execFileSync('sh', ['-s'], { encoding: 'utf8', input: readFileSync(PROBE) });
    const { machine, complete } = read(text);
    expect(complete).toBe(true);
    expect(machine.pus).toEqual(read(probe()).machine.pus);
  });

  it('costs few processes, so that it is quick on an emulated machine', () => {
    const trace = spawnSync('sh', ['-c', `exec sh -x ${PROBE} 2>&1 >/dev/null`], { encoding: 'utf8' }).stdout;
    const started = trace
      .split('\n')
      .filter((line) => /^\++ (grep|sed|date|id|uname|getconf|timeout|\S+ --version|\S+ -V)/.test(line));
    expect(started.length).toBeGreaterThan(10);
    expect(started.length).toBeLessThan(60);
  });
});

describe('a copied tree', () => {
  it('knows offline PUs, sparse numbers, nodes without memory or PUs, and what is missing', () => {
    const root = tree('sparse', {
      ...cpuFiles(0, 0, 0, '0,8'),
      ...cpuFiles(8, 0, 0, '0,8'),
      ...cpuFiles(4, 1, 7, '4'),
      'sys/devices/system/cpu/cpu5/online': '0',
      'sys/devices/system/cpu/present': '0,4-5,8',
      'sys/devices/system/cpu/online': '0,4,8',
      'sys/devices/system/cpu/cpu0/cache/index2/level': '3',
      'sys/devices/system/cpu/cpu0/cache/index2/shared_cpu_list': '0,8',
      'sys/devices/system/cpu/cpu4/cache/index3/level': '3',
      'sys/devices/system/cpu/cpu4/cache/index3/shared_cpu_list': '4',
      'sys/devices/system/node/node0/cpulist': '0,8',
      'sys/devices/system/node/node0/meminfo': 'Node 0 MemTotal:  1024 kB\nNode 0 MemFree:  512 kB',
      'sys/devices/system/node/node0/distance': '10 20 30',
      'sys/devices/system/node/node0/hugepages/hugepages-2048kB/nr_hugepages': '4',
      'sys/devices/system/node/node0/hugepages/hugepages-2048kB/free_hugepages': '3',
      'sys/devices/system/node/node2/cpulist': '4',
      'sys/devices/system/node/node2/distance': '20 10 30',
      'sys/devices/system/node/node7/cpulist': '',
      'sys/devices/system/node/node7/meminfo': 'Node 7 MemTotal:  0 kB',
      'sys/devices/system/node/node7/distance': '30 30 10',
      'sys/devices/cpu_atom/cpus': '4',
      'sys/class/net/eth0/device/numa_node': '2',
      'sys/class/net/eth1/device/numa_node': '-1',
      'sys/class/net/lo/mtu': '65536',
    });
    const { machine, facts } = read(probe(root));
    const unknown = { package: null, core: null, l3: null, node: null, kind: null };
    expect(machine.pus).toEqual([
      { id: 0, package: 0, core: 0, l3: 0, node: 0, kind: null, online: true },
      { id: 4, package: 1, core: 7, l3: 1, node: 2, kind: 'atom', online: true },
      { id: 5, ...unknown, online: false },
      { id: 8, package: 0, core: 0, l3: null, node: 0, kind: null, online: true },
    ]);
    expect(machine.nodes).toEqual([
      { id: 0, memoryBytes: 2 ** 20, hugePages: [{ sizeBytes: 2 ** 21, total: 4, free: 3 }] },
      { id: 2, memoryBytes: null, hugePages: [] },
      { id: 7, memoryBytes: 0, hugePages: [] },
    ]);
    expect(machine.distances).toEqual([
      [10, 20, 30],
      [20, 10, 30],
      [30, 30, 10],
    ]);
    expect(machine.nics).toEqual([
      { name: 'eth0', node: 2 },
      { name: 'eth1', node: null },
    ]);
    expect(facts).toMatchObject({
      kernel: null,
      kvm: null,
      root: null,
      tools: {},
      freeBytes: { 0: 2 ** 19 },
    });
  });

  it('counts cores anew where the dies of a package repeat their numbers', () => {
    const root = tree('dies', {
      ...cpuFiles(0, 0, 0, '0'),
      ...cpuFiles(1, 0, 1, '1'),
      ...cpuFiles(2, 0, 0, '2'),
      ...cpuFiles(3, 0, 1, '3'),
      'proc/meminfo': 'MemTotal:  2048 kB',
    });
    const { machine } = read(probe(root));
    expect(machine.pus.map((pu) => pu.core)).toEqual([0, 1, 2, 3]);
    expect(machine.nodes).toEqual([{ id: 0, memoryBytes: 2 ** 21, hugePages: [] }]);
    expect(machine.pus.every((pu) => pu.node === 0)).toBe(true);
  });

  it('is not misled by what files hold', () => {
    const root = tree('hostile', {
      ...cpuFiles(0, 0, 0, '0'),
      'proc/sys/kernel/hostname': '@end\n@cpu\nonline:0-9\n$(touch pwned)`touch pwned`',
      'etc/os-release': 'PRETTY_NAME="x:y"\n@end',
    });
    const capture = read(probe(root));
    expect(capture.complete).toBe(true);
    expect(capture.machine.pus).toHaveLength(1);
    expect(capture.facts).toMatchObject({ hostname: '@end', os: 'x:y' });
    expect(readdirSync(root)).not.toContain('pwned');
  });

  it('works in a folder with spaces and without any file', () => {
    const root = join(folder, 'no files here');
    mkdirSync(root);
    const { machine, complete } = read(probe(root));
    expect(complete).toBe(true);
    expect(machine).toMatchObject({ pus: [], nodes: [{ id: 0, memoryBytes: null }], distances: null });
  });
});

describe('readCapture', () => {
  it('skips a greeting, tells a torn capture, refuses what is none', () => {
    const text = probe();
    expect(readCapture(`Welcome!\n${text}`)?.machine).toEqual(readCapture(text)?.machine);
    expect(readCapture(text.slice(0, -10))?.complete).toBe(false);
    expect(readCapture('Permission denied')).toBeNull();
  });

  it('reads masks', () => {
    expect(numbersOfMask('00000001,80000003')).toEqual([0, 1, 31, 32]);
  });

  it('never throws', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '@cpu',
        '@node',
        '@live',
        '@found',
        '@end',
        'present:0-9999999',
        'online:x',
        'time:99999999999999999999',
      ),
      fc
        .tuple(
          fc.constantFrom('cpu0/topology/core_id', 'cpu1/cache/index3/level', 'node0/distance'),
          fc.string(),
        )
        .map((pair) => pair.join(':')),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        expect(readCapture(['vmpart-capture 1', ...lines].join('\n'))).not.toBeNull();
      }),
    );
  });
});

// Trees of real machines, where somebody has put them; the counts are those that hwloc's lstopo prints beside them.
const captures = process.env['VMPART_SYSFS_CAPTURES'] ?? '';
const consoleOf = (name: string): string => name.replace('.tar.bz2', '.console');
const archives = existsSync(captures)
  ? readdirSync(captures).filter((name) => name.endsWith('.tar.bz2'))
  : [];
describe.runIf(archives.length > 0)('trees of real machines', () => {
  // hwloc leaves out what a cgroup forbids; this reader shows the whole machine.
  const counted = archives.filter(
    (name) => !name.includes('cgroup') && existsSync(join(captures, consoleOf(name))),
  );
  it.each(counted)('%s has as many packages, nodes, cores and PUs as hwloc says', (name) => {
    const { machine } = read(probe(unpack(name)));
    const text = readFileSync(join(captures, consoleOf(name)), 'utf8');
    const count = (type: string): number => Number(new RegExp(`depth.*?(\\d+) ${type} `).exec(text)?.[1]);
    const online = machine.pus.filter((pu) => pu.online);
    const distinct = (values: readonly unknown[]): number =>
      new Set(values.filter((value) => value !== null)).size;
    expect([machine.nodes.length, online.length]).toEqual([count('NUMANode'), count('PU')]);
    expect(distinct(online.map((pu) => `${pu.package}.${pu.core}`))).toBe(count('Core'));
    // Some kernels know no packages, some machines have no L3, and made-up trees contradict themselves there.
    const packages = distinct(online.map((pu) => pu.package));
    if (packages > 0) expect(packages).toBe(count('Package'));
    if (!name.includes('fake')) expect(distinct(online.map((pu) => pu.l3))).toBe(count('L3Cache') || 0);
  });

  function unpack(name: string): string {
    const into = join(folder, name);
    mkdirSync(into);
    execFileSync('tar', ['xjf', join(captures, name), '-C', into]);
    return join(into, readdirSync(into)[0] ?? '');
  }
});
