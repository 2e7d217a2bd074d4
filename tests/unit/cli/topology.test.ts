import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/temporaryFolder';
import { type Told, vmpart } from './runMain';

const PROBE = join(import.meta.dirname, '../../../src/payload/probe.sh');

/** A made-up tree in which two nodes claim one PU. */
const TREE: Readonly<Record<string, string>> = {
  'sys/devices/system/cpu/cpu0/topology/physical_package_id': '0',
  'sys/devices/system/cpu/cpu0/topology/core_id': '0',
  'sys/devices/system/cpu/cpu1/topology/physical_package_id': '0',
  'sys/devices/system/cpu/cpu1/topology/core_id': '1',
  'sys/devices/system/node/node0/cpulist': '0-1',
  'sys/devices/system/node/node0/meminfo': 'Node 0 MemTotal: 1024 kB',
  'sys/devices/system/node/node1/cpulist': '1',
};

interface Topology {
  readonly nodes: readonly { readonly id: number; readonly memoryBytes: number | null }[];
  readonly pus: readonly Readonly<Record<'id' | 'package' | 'core' | 'node', number>>[];
}

function topology({ code, stdout }: Told): Topology {
  expect(code).toBe(0);
  return JSON.parse(stdout) as Topology;
}

function expectWhole({ nodes, pus }: Topology): void {
  for (const node of nodes) expect(node).toMatchObject({ id: expect.any(Number) as number });
  for (const node of nodes) expect(node).toHaveProperty('memoryBytes');
  for (const pu of pus) {
    expect(pu).toMatchObject({ online: expect.any(Boolean) as boolean });
    for (const key of ['id', 'package', 'core', 'node'] as const) expect(pu[key]).toBeTypeOf('number');
    expect(nodes.map((node) => node.id)).toContain(pu.node);
  }
}

describe('vmpart topology', () => {
  it('list names every built-in machine once, and show shows each', async () => {
    const listed = await vmpart(['topology', 'list']);
    const rows = JSON.parse((await vmpart(['topology', 'list', '--json'])).stdout) as { id: string }[];
    expect(rows.length).toBeGreaterThan(3);
    for (const { id } of rows) {
      expect(listed.stdout).toMatch(new RegExp(`^${id} +\\S`, 'm'));
      expectWhole(topology(await vmpart(['topology', 'show', id, '--json'])));
    }
  });

  it('show says what a machine is made of, for people and as a document', async () => {
    const { code, stdout } = await vmpart(['topology', 'show', 'rehearsal-4x2']);
    expect(code).toBe(0);
    expect(stdout).toContain('rehearsal-4x2: 4 packages, 4 NUMA nodes, 8 cores, 8 PUs\n');
    expect(stdout).toContain('  node 1: PUs 2-3, 1536MiB, distances 20 10 20 20\n');
    const machine = topology(await vmpart(['topology', 'show', 'rehearsal-4x2', '--json']));
    expect(machine.nodes[1]).toMatchObject({ id: 1, memoryBytes: 1536 * 2 ** 20 });
    expect(machine.pus.map((pu) => pu.node)).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
  });

  it('what --json prints is itself a topology document', async () => {
    const folder = temporaryFolder();
    const { stdout } = await vmpart(['topology', 'show', 'barcelona-4x4', '--json']);
    writeFileSync(join(folder, 'x.vmtopology.json'), stdout);
    expect(await vmpart(['check', 'x.vmtopology.json'], folder)).toMatchObject({ code: 0, stdout: '' });
    const again = await vmpart(['topology', 'show', 'x.vmtopology.json', '--json'], folder);
    expect(topology(again)).toEqual(JSON.parse(stdout));
  });

  it('reads what probe.sh prints on this machine', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'capture.txt'), execFileSync('sh', [PROBE]));
    const machine = topology(await vmpart(['topology', 'read', 'capture.txt', '--json'], folder));
    expectWhole(machine);
    expect(machine.pus.length).toBeGreaterThanOrEqual(availableParallelism());
    expect((await vmpart(['topology', 'read', 'capture.txt'], folder)).stdout).toMatch(/packages, .* PUs\n/);
    const sysfs = await vmpart(['topology', 'read', 'capture.txt', '--format', 'sysfs', '--json'], folder);
    expect(topology(sysfs)).toEqual(machine);
  });

  it('reads a copied tree in a folder and in each kind of tar alike; warnings go beside the data', async () => {
    const folder = temporaryFolder();
    for (const [path, text] of Object.entries(TREE)) {
      mkdirSync(dirname(join(folder, 'box', path)), { recursive: true });
      writeFileSync(join(folder, 'box', path), `${text}\n`);
    }
    const told = await vmpart(['topology', 'read', 'box', '--json'], folder);
    const machine = topology(told);
    expect(told.stderr).toBe('');
    expect(machine).toMatchObject({
      id: 'box',
      warnings: [expect.stringMatching(/^Nodes 0 and 1 both claim PUs 1/)],
    });
    expect(machine.nodes).toMatchObject([
      { id: 0, memoryBytes: 2 ** 20 },
      { id: 1, memoryBytes: null },
    ]);
    const text = await vmpart(['topology', 'read', 'box'], folder);
    expect(text.stderr).toMatch(/^warning: Nodes 0 and 1 both claim PUs 1\./);
    expect(text.stdout).toContain('  node 1: PUs none, memory unknown\n');
    for (const [ending, flag] of [
      ['tar', ''],
      ['tar.gz', 'z'],
      ['tar.bz2', 'j'],
      ['tar.xz', 'J'],
    ] as const) {
      execFileSync('tar', [`c${flag}f`, `box.${ending}`, 'box'], { cwd: folder });
      expect(topology(await vmpart(['topology', 'read', `box.${ending}`, '--json'], folder))).toEqual(
        machine,
      );
    }
  });

  it('reads what lscpu, hwloc and libvirt print, by itself and by name', async () => {
    for (const [file, format] of [
      ['odd.lscpu-e', 'lscpu'],
      ['odd.hwloc2.xml', 'hwloc'],
      ['odd.libvirt.xml', 'libvirt'],
    ] as const) {
      const path = join(import.meta.dirname, '../topology/captured', file);
      const machine = topology(await vmpart(['topology', 'read', path, '--json']));
      expect(machine.pus.map((pu) => pu.id)).toEqual(expect.arrayContaining([0, 1, 2, 4, 5, 7]));
      expect(topology(await vmpart(['topology', 'read', path, '--format', format, '--json']))).toEqual(
        machine,
      );
    }
  });

  it('probes this machine as a host, keeps the answer, and prints the same machine', async () => {
    const kept: string[] = [];
    const probes = {
      read: () => Promise.resolve(null),
      write: (host: string) => Promise.resolve(void kept.push(host)),
    };
    const told = await vmpart(['topology', 'probe', '--host', 'local', '--json'], '/', { probes });
    expectWhole(topology(told));
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'here.vmtopology.json'), told.stdout);
    expect(await vmpart(['check', 'here.vmtopology.json'], folder)).toMatchObject({ code: 0, stdout: '' });
    expect(kept).toEqual(['local']);
    expect((await vmpart(['topology', 'probe', '--host', 'local'], '/', { probes })).stdout).toMatch(
      /^ {2}kernel: \S/m,
    );
  });

  it.each([
    [['show', 'cray-1'], /^No built-in machine is named "cray-1"\. vmpart topology list shows them\.\n$/],
    [['show', '../rehearsal-4x2'], /No built-in machine/],
    [['show', 'gone.vmtopology.json'], /There is no file \S+gone\.vmtopology\.json\. Look at the path\.\n$/],
    [['show', 'bad.vmtopology.json'], /bad\.vmtopology\.json:1:\d+: .*Mend the topology first\.\n$/],
    [['read', 'gone.txt'], /There is no file \S+gone\.txt\. Look at the path\.\n$/],
    [
      ['read', 'notes.txt'],
      /notes\.txt:1:1: This is no description of a machine that can be read\. Known are/,
    ],
    [['read', 'empty.txt'], /empty\.txt:1:1: The file is empty\. Known are/],
    [['read', 'cut.xml'], /cut\.xml:1:11: The XML ends before `<topology>` is closed: the file is cut off\./],
    [
      ['read', 'notes.txt', '--format', 'hwloc'],
      /notes\.txt:1:1: This is no hwloc topology\. .*lstopo FILE\.xml\n$/,
    ],
    [['read', 'bad.vmtopology.json'], /bad\.vmtopology\.json:1:\d+: .*Mend the topology first\.\n$/],
    [
      ['read', 'folder'],
      /\/folder has no sys\/devices\/system\/cpu, so it is no copy of \/sys and \/proc\. Name/,
    ],
    [['read', 'torn.tar.gz'], /torn\.tar\.gz cannot be unpacked: .*\. Look whether it is a whole tar file/],
    [
      ['read', 'notes.txt', '--format', 'xml'],
      /--format is one of auto, sysfs, hwloc, lscpu, libvirt, synthetic\./,
    ],
    [['probe', '--host', 'ssh:-oProxyCommand=x'], /no ssh destination/],
  ])('%j: one message with place and remedy', async (words, says) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'notes.txt'), 'hello');
    writeFileSync(join(folder, 'empty.txt'), '');
    writeFileSync(join(folder, 'cut.xml'), '<topology>');
    writeFileSync(join(folder, 'torn.tar.gz'), Buffer.from('1f8b08000000', 'hex'));
    writeFileSync(join(folder, 'bad.vmtopology.json'), '{ "version": 1, "synthetic": 7 }');
    mkdirSync(join(folder, 'folder'));
    const { code, stdout, stderr } = await vmpart(['topology', ...words], folder);
    expect([code, stdout]).toEqual([words[0] === 'probe' ? 1 : 2, '']);
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/\n {4}at /);
  });
});
