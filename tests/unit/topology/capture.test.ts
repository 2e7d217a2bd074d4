import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asTopologyDocument } from '../../../src/core/schema/validate';
import { readCapture, type Capture } from '../../../src/core/topology/capture';
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
    const plain = { kind: null, allowed: true };
    const unknown = { package: null, core: null, l3: null, node: null, kind: null };
    expect(machine.pus).toEqual([
      { id: 0, package: 0, core: 0, l3: 0, node: 0, kind: null, online: true, allowed: true },
      { id: 4, package: 1, core: 7, l3: 1, node: 2, kind: 'atom', online: true, allowed: true },
      { id: 5, ...unknown, online: false, allowed: true },
      { id: 8, package: 0, core: 0, l3: null, node: 0, kind: null, online: true, allowed: true },
    ]);
    expect(machine.nodes).toEqual([
      { id: 0, memoryBytes: 2 ** 20, hugePages: [{ sizeBytes: 2 ** 21, total: 4, free: 3 }], ...plain },
      { id: 2, memoryBytes: null, hugePages: [], ...plain },
      { id: 7, memoryBytes: 0, hugePages: [], ...plain },
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
    expect(machine.nodes).toEqual([
      { id: 0, memoryBytes: 2 ** 21, hugePages: [], kind: null, allowed: true },
    ]);
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

describe('restrictions', () => {
  const two = { ...cpuFiles(0, 0, 0, '0'), ...cpuFiles(1, 0, 1, '1') };
  const nodes = {
    'sys/devices/system/node/node0/cpulist': '0-1',
    'sys/devices/system/node/node0/meminfo': 'Node 0 MemTotal:  1024 kB',
    'sys/devices/system/node/node1/cpulist': '',
    'sys/devices/system/node/node1/meminfo': 'Node 1 MemTotal:  1024 kB',
  };
  const allowed = (files: Readonly<Record<string, string>>): readonly (readonly boolean[])[] => {
    const { machine } = read(
      probe(tree(`cgroup-${Object.keys(files).length}-${count++}`, { ...two, ...nodes, ...files })),
    );
    return [machine.pus.map((pu) => pu.allowed), machine.nodes.map((node) => node.allowed)];
  };
  let count = 0;

  it.each([
    [
      'version 2, in a cgroup without a cpuset of its own',
      {
        'proc/mounts': 'none /sys/fs/cgroup cgroup2 rw 0 0',
        'proc/self/cgroup': '0::/box/inner',
        'sys/fs/cgroup/cgroup.controllers': 'cpu cpuset io',
        'sys/fs/cgroup/box/cpuset.cpus.effective': '1',
        'sys/fs/cgroup/box/cpuset.mems.effective': '0',
      },
    ],
    [
      'version 1 beside an empty version 2',
      {
        'proc/mounts': 'none /u cgroup2 rw 0 0\ncgroup /c cgroup rw,cpuset 0 0',
        'proc/self/cgroup': '3:cpu,cpuset:/a\n0::/',
        'u/cgroup.controllers': 'io',
        'c/a/cpuset.cpus': '1',
        'c/a/cpuset.mems': '0',
      },
    ],
    [
      'the oldest, without prefix',
      {
        'proc/mounts': 'cpuset /dev/cpuset cgroup rw,noprefix,cpuset 0 0',
        'proc/self/cpuset': '/a',
        'dev/cpuset/a/cpus': '1',
        'dev/cpuset/a/mems': '0',
      },
    ],
    ['the process alone', { 'proc/self/status': 'Cpus_allowed_list:\t1\nMems_allowed_list:\t0' }],
  ])('%s', (_name, files) => {
    expect(allowed(files)).toEqual([
      [false, true],
      [true, false],
    ]);
  });

  it('are none where nothing is said, and PUs isolated for VMs are not forbidden', () => {
    expect(allowed({})).toEqual([
      [true, true],
      [true, true],
    ]);
    const isolated = {
      'proc/self/status': 'Cpus_allowed_list:\t0',
      'sys/devices/system/cpu/isolated': '1',
    };
    expect(allowed(isolated)[0]).toEqual([true, true]);
  });

  it('do not follow a mount or a cgroup out of the tree', () => {
    const files = {
      'proc/mounts': 'none /../outside cgroup2 rw 0 0\nnone /c cpuset rw 0 0',
      'proc/self/cpuset': '/../../outside',
      'c/cpus': '0-1',
    };
    expect(allowed(files)[0]).toEqual([true, true]);
  });
});

describe('kinds', () => {
  const four = { ...cpuFiles(0, 0, 0, '0'), ...cpuFiles(1, 0, 1, '1'), ...cpuFiles(2, 0, 2, '2') };
  const perCpu = (file: string, values: readonly string[]): Record<string, string> =>
    Object.fromEntries(values.map((value, id) => [`sys/devices/system/cpu/cpu${id}/${file}`, value]));

  it.each([
    [
      'capacity',
      perCpu('cpu_capacity', ['1024', '446', '446']),
      ['capacity 1024', 'capacity 446', 'capacity 446'],
    ],
    ['one capacity', perCpu('cpu_capacity', ['1024', '1024', '1024']), [null, null, null]],
    [
      'frequency, favoured cores apart',
      perCpu('cpufreq/cpuinfo_max_freq', ['5000000', '5200000', '3900000']),
      ['5000 MHz', '5000 MHz', '3900 MHz'],
    ],
    [
      'base frequency',
      {
        ...perCpu('cpufreq/cpuinfo_max_freq', ['3000000', '3000000', '3000000']),
        ...perCpu('cpufreq/base_frequency', ['2000000', '1000000', '1000000']),
      },
      ['base 2000 MHz', 'base 1000 MHz', 'base 1000 MHz'],
    ],
    [
      'the kernel’s lists before all others',
      {
        ...perCpu('cpu_capacity', ['1024', '446', '446']),
        'sys/devices/cpu_core/cpus': '0',
        'sys/devices/cpu_atom/cpus': '1-2',
      },
      ['core', 'atom', 'atom'],
    ],
  ])('of cores by %s', (name, files, kinds) => {
    const { machine } = read(probe(tree(`kinds-${name}`, { ...four, ...files })));
    expect(machine.pus.map((pu) => pu.kind)).toEqual(kinds);
  });

  it('of memory by the device behind it, and by bandwidth', () => {
    const root = tree('memory', {
      ...four,
      ...Object.fromEntries(
        ['0-2', '', '', '', ''].flatMap((list, id) => [
          [`sys/devices/system/node/node${id}/cpulist`, list],
          [`sys/devices/system/node/node${id}/meminfo`, `Node ${id} MemTotal:  1024 kB`],
        ]),
      ),
      'sys/devices/system/node/node0/access0/initiators/read_bandwidth': '200000',
      'sys/devices/system/node/node1/access0/initiators/read_bandwidth': '400000',
      'sys/devices/system/node/node2/access0/initiators/read_bandwidth': '300000',
      ...dax('dax0.0', 'platform/ACPI0017:00/root0/region0/dax_region0', 2),
      ...dax('dax1.0', 'LNXSYSTM:00/ndbus0/region0', 3),
      ...dax('dax2.0', 'platform/ACPI0017:00/root0/region1/dax_region1', 4),
      'sys/bus/dax/drivers/kmem/dax0.0/uevent': '',
      'sys/bus/dax/drivers/kmem/dax1.0/uevent': '',
    });
    for (const [name, folder] of Object.entries(DAX))
      symlinkSync(`../../../devices/${folder}/${name}`, join(root, 'sys/bus/dax/devices', name));
    const { machine } = read(probe(root));
    // The last one is no node's memory: the kernel does not manage it.
    expect(machine.nodes.map((node) => node.kind)).toEqual([null, 'HBM', 'CXL', 'NVM', null]);
  });

  const DAX: Record<string, string> = {};
  function dax(name: string, folder: string, node: number): Record<string, string> {
    DAX[name] = folder;
    return {
      [`sys/devices/${folder}/${name}/target_node`]: `${node}`,
      'sys/bus/dax/devices/.keep': '',
    };
  }
});

describe('contradictions', () => {
  const warnings = (name: string, files: Readonly<Record<string, string>>): readonly string[] =>
    read(probe(tree(name, files))).machine.warnings;

  it('a PU on two nodes stays on the first', () => {
    const root = tree('overlap', {
      ...cpuFiles(0, 0, 0, '0'),
      ...cpuFiles(1, 0, 1, '1'),
      'sys/devices/system/node/node0/cpulist': '0-1',
      'sys/devices/system/node/node1/cpulist': '1',
    });
    const { machine } = read(probe(root));
    expect(machine.pus.map((pu) => pu.node)).toEqual([0, 0]);
    expect(machine.warnings).toEqual(['Nodes 0 and 1 both claim PUs 1. The list of node 0 was believed.']);
  });

  it('a list against its mask: the mask is believed', () => {
    const root = tree('masks', {
      ...cpuFiles(0, 0, 0, '0-1'),
      ...cpuFiles(1, 0, 1, '0-1'),
      'sys/devices/system/cpu/cpu0/topology/thread_siblings': '1',
      'sys/devices/system/cpu/cpu1/topology/thread_siblings': '2',
    });
    const { machine } = read(probe(root));
    expect(machine.pus.map((pu) => pu.core)).toEqual([0, 1]);
    expect(machine.warnings[0]).toMatch(
      /siblings on a core contradict each other for PUs 0-1\. The mask was believed/,
    );
  });

  it('siblings that do not name each other', () => {
    expect(warnings('siblings', { ...cpuFiles(0, 0, 0, '0'), ...cpuFiles(1, 0, 0, '0-1') })).toEqual([
      'PUs 1 name siblings on a core that do not name them back. What each PU says of itself was believed.',
    ]);
  });

  it('nodes as near to others as to themselves, short rows, memory that does not add up', () => {
    const nodes = {
      ...cpuFiles(0, 0, 0, '0'),
      'sys/devices/system/node/node0/cpulist': '0',
      'sys/devices/system/node/node0/meminfo': 'Node 0 MemTotal:  1000 kB',
      'sys/devices/system/node/node1/cpulist': '',
      'sys/devices/system/node/node1/meminfo': 'Node 1 MemTotal:  1000 kB',
      'sys/devices/system/node/node0/distance': '10 10',
    };
    const row = 'sys/devices/system/node/node1/distance';
    expect(warnings('near', { ...nodes, [row]: '20 10' })).toEqual([
      expect.stringMatching(/^By their distances, nodes 0 have other nodes as near/),
    ]);
    expect(warnings('short', { ...nodes, [row]: '20' })).toEqual([
      expect.stringMatching(/^Of 2 nodes, 1 give no distance to each/),
    ]);
    expect(warnings('sum', { ...nodes, [row]: '20 10', 'proc/meminfo': 'MemTotal:  9000 kB' })[1]).toBe(
      "The nodes have 2 MiB together, and /proc/meminfo says 8.8 MiB. The nodes' own tables were believed.",
    );
  });

  it('packages without numbers are counted by their PUs; an L3 over two packages is kept', () => {
    const root = tree('packages', {
      ...cpuFiles(0, -1, 0, '0'),
      ...cpuFiles(1, -1, 1, '1'),
      'sys/devices/system/cpu/cpu0/topology/core_siblings_list': '0',
      'sys/devices/system/cpu/cpu1/topology/core_siblings_list': '1',
      'sys/devices/system/cpu/cpu0/cache/index3/level': '3',
      'sys/devices/system/cpu/cpu0/cache/index3/shared_cpu_list': '0-1',
      'sys/devices/system/cpu/cpu1/cache/index3/level': '3',
      'sys/devices/system/cpu/cpu1/cache/index3/shared_cpu_list': '0-1',
    });
    const { machine } = read(probe(root));
    expect(machine.pus.map((pu) => [pu.package, pu.l3])).toEqual([
      [0, 0],
      [1, 0],
    ]);
    expect(machine.warnings).toEqual([
      expect.stringContaining('gives packages no numbers'),
      expect.stringContaining('PUs 0-1 share an L3 and lie in several packages'),
    ]);
  });
});

describe('machines emulated by QEMU', () => {
  const captured = (name: string): Capture =>
    read(readFileSync(join(import.meta.dirname, 'captured', name), 'utf8'));

  it('dies, offline siblings, a node without memory, two without PUs, lopsided distances, a NIC on one of them', () => {
    const { machine } = captured('odd.capture');
    const placed = machine.pus.map((pu) => `${pu.package} ${pu.core} ${pu.l3} ${pu.node} ${pu.online}`);
    const offline = 'null null null null false';
    expect(placed).toEqual([
      '0 0 0 0 true',
      '0 0 0 0 true',
      '0 1 1 0 true',
      offline,
      '1 0 2 1 true',
      '1 0 2 1 true',
      offline,
      '1 1 3 1 true',
    ]);
    expect(machine.nodes.map((node) => node.memoryBytes)).toEqual([744108032, 0, 264060928, 262660096]);
    expect(machine.nodes.map((node) => node.hugePages[0]?.total)).toEqual([20, 0, 8, 0]);
    expect(machine.distances?.[1]).toEqual([22, 10, 32, 17]);
    expect(machine.nics).toEqual([
      { name: 'eth0', node: null },
      { name: 'eth1', node: 3 },
    ]);
    expect(machine.pus.every((pu) => pu.allowed)).toBe(true);
    expect(machine.warnings).toEqual([]);
  });

  it('the same from within a cgroup: all is there, the rest is not allowed', () => {
    const { machine } = captured('box.capture');
    const whole = captured('odd.capture').machine;
    expect(machine.pus.filter((pu) => pu.online && pu.allowed).map((pu) => pu.id)).toEqual([0, 1, 4]);
    expect(machine.nodes.map((node) => node.allowed)).toEqual([true, true, true, false]);
    expect(machine.pus.map((pu) => ({ ...pu, allowed: true }))).toEqual(whole.pus);
  });

  it('four threads a core, an L3 larger than its nodes, fewer PUs plugged in and online than possible', () => {
    const { machine } = captured('smt.capture');
    expect(machine.pus).toHaveLength(14);
    expect(machine.pus.filter((pu) => pu.online)).toHaveLength(13);
    const first = machine.pus.slice(0, 8);
    expect(first.map((pu) => pu.core)).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
    expect(first.map((pu) => pu.node)).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
    expect(new Set(first.map((pu) => pu.l3)).size).toBe(1);
  });
});
