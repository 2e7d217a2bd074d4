import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Machine, Pu } from '../../../src/core/topology/machine';
import { isUnread } from '../../../src/core/topology/machineRead';
import { readMachineText } from '../../../src/core/topology/machineText';

/**
 * Everything in captured/ comes from guests that QEMU emulated. `odd`: 2 packages of 2 dies of one core of 2 threads, PUs
 * 3 and 6 offline; node 1 has PUs and no memory, nodes 2 and 3 memory and no PUs; 20 huge pages on node 0, 8 on node 2.
 * `box`: the same seen from a cgroup with PUs 0-1,4 and nodes 0,2. `smt`: 4 nodes in 2 packages, 4 threads a core, an L3
 * a package, PU 13 offline.
 */
const captured = (name: string): string => readFileSync(join(import.meta.dirname, 'captured', name), 'utf8');

function machine(text: string): Machine {
  const read = readMachineText(text, 'auto', 'x');
  if (isUnread(read)) throw new Error(JSON.stringify(read.problems));
  return read.machine;
}

const sysfs = machine(captured('odd.capture'));
const placeOf = ({ id, package: pack, core, l3 }: Pu): unknown => ({ id, pack, core, l3 });
const onlineOf = ({ pus }: Machine): readonly number[] => pus.filter((pu) => pu.online).map((pu) => pu.id);

describe('hwloc XML', () => {
  it.each(['odd.hwloc1.xml', 'odd.hwloc2.xml'])('%s: the machine that /sys tells of', (name) => {
    const read = machine(captured(name));
    expect(read.pus.map(placeOf)).toEqual(sysfs.pus.map(placeOf));
    expect(onlineOf(read)).toEqual(onlineOf(sysfs));
    expect(read.nodes.map((node) => node.memoryBytes)).toEqual([744108032, null, 264060928, 262660096]);
    expect(read.nodes.map((node) => node.hugePages[0]?.total)).toEqual([20, undefined, 8, 0]);
    expect(read.nics.map((nic) => nic.name)).toEqual(['eth0', 'eth1']);
    expect(read.pageSizesBytes).toEqual([4096, 2 ** 21, 2 ** 30]);
    // Where hwloc is wrong: it does not know node 1 and puts its PUs on node 3.
    expect(read.pus.filter((pu) => pu.online).map((pu) => pu.node)).toEqual([0, 0, 0, 3, 3, 3]);
    expect(read.warnings).toEqual([
      expect.stringMatching(/^hwloc tells nothing of PUs 3,6: they were offline, or a cgroup forbade them/),
      expect.stringMatching(/^hwloc tells nothing of nodes 1: they had no memory/),
    ]);
  });

  it('from within a cgroup: what it forbids is there and not allowed', () => {
    const read = machine(captured('box.hwloc2.xml'));
    expect(read.pus.filter((pu) => pu.allowed).map((pu) => pu.id)).toEqual([0, 1, 4]);
    expect(read.pus).toHaveLength(8);
    expect(read.nodes.map((node) => node.allowed)).toEqual([true, false, true, false]);
  });

  it('distances by the kernel’s numbers or hwloc’s own, in the order of the nodes; of version 1 relative to the least', () => {
    const node = (id: number, gp: number): string =>
      `<object type="NUMANode" os_index="${id}" gp_index="${gp}" cpuset="0x1"><object type="PU" os_index="${id}"/></object>`;
    const topology = (distances: string, below = ''): string =>
      `<topology version="2.0"><object type="Machine">${below}${node(5, 10)}${node(2, 11)}</object>${distances}</topology>`;
    const values = '<u64values>10 21 22 10</u64values>';
    const kind = 'type="NUMANode" nbobjs="2" kind="5"';
    const expected = [
      [10, 22],
      [21, 10],
    ];
    expect(
      machine(topology(`<distances2 ${kind} indexing="os"><indexes>5 2</indexes>${values}</distances2>`))
        .distances,
    ).toEqual(expected);
    expect(
      machine(topology(`<distances2 ${kind} indexing="gp"><indexes>10 11</indexes>${values}</distances2>`))
        .distances,
    ).toEqual(expected);
    const latencies = ['1.0', '2.1', '2.2', '1.0'].map((value) => `<latency value="${value}"/>`).join('');
    const old = `<distances nbobjs="2" relative_depth="1" latency_base="10.0">${latencies}</distances>`;
    expect(machine(topology('', old)).distances).toEqual(expected);
    const bandwidths = `<distances2 type="NUMANode" nbobjs="2" kind="9" indexing="os"><indexes>5 2</indexes>${values}</distances2>`;
    expect(machine(topology(bandwidths)).distances).toBeNull();
  });

  it('a machine without NUMA, sockets and caches by their old names', () => {
    const text = `<topology><object type="Machine" local_memory="4096"><object type="Socket" os_index="3">
      <object type="Cache" depth="3" cache_type="0"><object type="Cache" depth="3" cache_type="2">
      <object type="Core" os_index="7"><object type="PU" os_index="9"/></object></object></object></object></object></topology>`;
    const read = machine(text);
    expect(read.nodes).toMatchObject([{ id: 0, memoryBytes: 4096 }]);
    expect(read.pus).toMatchObject([{ id: 9, package: 3, core: 7, l3: 0, node: 0 }]);
  });

  it('several memories at one place: PUs are on the ordinary one; kinds of memory and cores; NICs of version 3', () => {
    const text = `<topology version="3.0"><object type="Machine"><object type="Package" os_index="0">
      <object type="NUMANode" os_index="1" cpuset="0x3" subtype="HBM"/>
      <object type="MemCache"><object type="NUMANode" os_index="4" cpuset="0x3" subtype="DRAM"/></object>
      <object type="NUMANode" os_index="5" cpuset="0x0" subtype="CXL-DRAM"/>
      <object type="PU" os_index="0"/><object type="PU" os_index="1"/>
      <object type="Bridge"><object type="PCIDev"><object type="OSDev" name="eth9" osdev_type="16"/>
      <object type="OSDev" name="mlx5_0" osdev_type="48"/></object></object></object></object>
      <cpukind cpuset="0x1"><info name="CoreType" value="IntelCore"/></cpukind>
      <cpukind cpuset="0x2"><info name="CoreType" value="IntelAtom"/></cpukind></topology>`;
    const read = machine(text);
    expect(read.pus.map((pu) => [pu.node, pu.kind])).toEqual([
      [4, 'core'],
      [4, 'atom'],
    ]);
    expect(read.nodes.map((node) => node.kind)).toEqual(['HBM', 'DRAM', 'CXL']);
    expect(read.nics).toEqual([{ name: 'eth9', node: 4 }]);
  });
});

describe('lscpu', () => {
  it.each(['odd.lscpu-e', 'odd.lscpu-Je.json', 'odd.lscpu-yp'])('%s: places and offline PUs', (name) => {
    const read = machine(captured(name));
    expect(onlineOf(read)).toEqual(onlineOf(sysfs));
    const nodes = sysfs.pus.map((pu) => pu.node);
    expect(read.pus.map((pu) => [pu.package, pu.l3, pu.node])).toEqual(
      sysfs.pus.map((pu, i) => [pu.package, pu.l3, nodes[i]]),
    );
    expect(coreGroups(read)).toEqual(coreGroups(sysfs));
    expect(read.nodes).toMatchObject([
      { id: 0, memoryBytes: null },
      { id: 1, memoryBytes: null },
    ]);
    expect(read.distances).toBeNull();
  });

  it('-p names online PUs only; nothing of a column that is not there', () => {
    expect(machine(captured('odd.lscpu-p')).pus.map((pu) => pu.id)).toEqual([0, 1, 2, 4, 5, 7]);
    const read = machine('# CPU,Core\n0,0\n1,0\n');
    expect(read.pus).toMatchObject([
      { package: null, core: 0, l3: null, node: null },
      { package: null, core: 0, l3: null, node: null },
    ]);
    expect(read.warnings).toEqual([expect.stringContaining('names no NUMA node')]);
  });

  it('the one column with spaces', () => {
    const read = machine(
      'CPU MODELNAME      NODE ONLINE\n  0 My CPU @ 2 GHz    3    yes\n  1 -                 -     no\n',
    );
    expect(read.title).toBe('My CPU @ 2 GHz');
    expect(read.pus).toMatchObject([
      { id: 0, node: 3, online: true },
      { id: 1, node: null, online: false },
    ]);
  });

  it.each(['odd.lscpu', 'odd.lscpu-J.json'])(
    '%s, a summary: nodes, what is offline, nothing that is not said',
    (name) => {
      const read = machine(captured(name));
      expect(read.nodes.map((node) => node.id)).toEqual([0, 1, 2, 3]);
      expect(read.pus.map((pu) => pu.node)).toEqual(sysfs.pus.map((pu) => pu.node));
      expect(onlineOf(read)).toEqual(onlineOf(sysfs));
      expect(read.pus.every((pu) => pu.package === null && pu.core === null && pu.l3 === null)).toBe(true);
    },
  );

  it('a summary of one package with one thread a core says all; not where its counts do not fit', () => {
    const text = (cores: number): string =>
      `On-line CPU(s) list: 0,2\nThread(s) per core: 1\nCore(s) per socket: ${cores}\nSocket(s): 1\nL3 cache: 4 MiB (1 instance)\nNUMA node0 CPU(s): 0,2`;
    expect(machine(text(2)).pus).toMatchObject([
      { id: 0, package: 0, core: 0, l3: 0, node: 0 },
      { id: 2, package: 0, core: 1, l3: 0, node: 0 },
    ]);
    expect(machine(text(1)).pus.map((pu) => pu.core)).toEqual([null, null]);
  });

  it('four threads a core', () => {
    const read = machine(captured('smt.lscpu-e'));
    expect(coreGroups(read)).toEqual(coreGroups(machine(captured('smt.capture'))));
    expect(new Set(read.pus.slice(0, 4).map((pu) => pu.core)).size).toBe(1);
  });
});

/** The online PUs of each core. */
function coreGroups({ pus }: Machine): readonly (readonly number[])[] {
  const online = pus.filter((pu) => pu.online);
  const groups = online.map(({ package: pack, core }) =>
    online.filter((pu) => pu.package === pack && pu.core === core).map((pu) => pu.id),
  );
  return groups.filter((group, i) => group[0] === online[i]?.id);
}

describe('libvirt capabilities', () => {
  const read = machine(captured('odd.libvirt.xml'));

  it('tell of what is online, of pools, distances and memory, a node without any included', () => {
    expect(read.pus.map(placeOf)).toEqual(sysfs.pus.filter((pu) => pu.online).map(placeOf));
    expect(read.pus.map((pu) => pu.node)).toEqual([0, 0, 0, 1, 1, 1]);
    expect(read.nodes.map((node) => node.memoryBytes)).toEqual([744108032, 0, 264060928, 262660096]);
    expect(read.nodes[0]?.hugePages).toEqual([
      { sizeBytes: 2 ** 21, total: 20, free: null },
      { sizeBytes: 2 ** 30, total: 0, free: null },
    ]);
    expect(read.distances).toEqual(sysfs.distances);
    expect(read.pageSizesBytes).toEqual([4096, 2 ** 21, 2 ** 30]);
  });

  it('with node devices behind them tell of NICs', () => {
    expect(read.nics).toEqual(sysfs.nics);
    const alone = captured('odd.libvirt.xml').replace(/<device>[\s\S]*/, '');
    expect(machine(alone)).toEqual({ ...read, nics: [] });
  });

  it('offline PUs have a number only; what is missing is unknown', () => {
    const text = `<capabilities><host><topology><cells num='1'><cell id='4'><cpus num='2'>
      <cpu id='8' socket_id='1' die_id='0' core_id='3' siblings='8'/><cpu id='9'/></cpus></cell></cells></topology></host></capabilities>`;
    const small = machine(text);
    expect(small.nodes).toMatchObject([{ id: 4, memoryBytes: null, hugePages: [] }]);
    expect(small.distances).toBeNull();
    expect(small.pus).toMatchObject([
      { id: 8, package: 1, core: 3, l3: null, node: 4, online: true },
      { id: 9, package: null, core: null, node: null, online: false },
    ]);
  });
});
