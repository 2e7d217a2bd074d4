import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandRule } from '../../../src/core/layout/expandRule';
import { layoutFromDocument } from '../../../src/core/layout/fromDocument';
import type { LayoutDocument } from '../../../src/core/schema/generated/vmlayout.types';
import type { TopologyDocument } from '../../../src/core/schema/generated/vmtopology.types';
import { asLayoutDocument } from '../../../src/core/schema/validate';
import { applyEdits, changesToEdits } from '../../../src/core/text/edits';
import { parseDocument } from '../../../src/core/text/parse';
import { machineFromDocument } from '../../../src/core/topology/fromDocument';
import type { Machine } from '../../../src/core/topology/machine';
import { plainNic } from '../../support/plain';

const MIB = 2 ** 20;
const machineOf = (doc: Omit<TopologyDocument, 'version'>): Machine =>
  machineFromDocument({ version: 1, ...doc }, 'm').machine;
const quad = machineOf({
  synthetic: 'pack:4 [numa] core:2 pu:1',
  memoryPerNode: '1536MiB',
  reserved: { memoryPerNode: '512MiB' },
});
const cut = (doc: Omit<LayoutDocument, 'version' | 'machine'>, machine = quad) =>
  layoutFromDocument({ version: 1, machine: 'm', ...doc }, machine, 'test');
const messages = (doc: Omit<LayoutDocument, 'version' | 'machine'>, machine = quad): string[] =>
  cut(doc, machine).problems.map(({ path, message }) => `${path.join('/')}: ${message}`);

describe('partition rules', () => {
  it.each<[NonNullable<LayoutDocument['partition']>, number[][]]>([
    [{ vms: 1 }, [[0, 1, 2, 3, 4, 5, 6, 7]]],
    [
      { vms: 4 },
      [
        [0, 1],
        [2, 3],
        [4, 5],
        [6, 7],
      ],
    ],
    [{ per: 'machine' }, [[0, 1, 2, 3, 4, 5, 6, 7]]],
    [
      { per: 'machine', count: 2 },
      [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
      ],
    ],
    [
      { per: 'package' },
      [
        [0, 1],
        [2, 3],
        [4, 5],
        [6, 7],
      ],
    ],
    [{ per: 'node', count: 2 }, [[0], [1], [2], [3], [4], [5], [6], [7]]],
    [{ per: 'core' }, [[0], [1], [2], [3], [4], [5], [6], [7]]],
  ])('%j', (partition, pus) => {
    const { layout, problems } = cut({ partition });
    expect(problems).toEqual([]);
    expect(layout.fromRule).toBe(true);
    expect(layout.vms.map((vm) => vm.pus)).toEqual(pus);
    expect(layout.vms.map((vm) => vm.name)).toEqual(pus.map((_, i) => `vm${i}`));
    expect(layout.vms.every((vm) => vm.path.join() === 'partition')).toBe(true);
  });

  it('follows the machine and not the numbers of its PUs', () => {
    const interleaved = machineOf({
      nodes: [
        { id: 0, memoryBytes: MIB },
        { id: 1, memoryBytes: MIB },
      ],
      pus: [0, 1, 2, 3].map((id) => ({ id, package: id % 2, core: id >> 1, node: id % 2, online: true })),
    });
    expect(cut({ partition: { vms: 2 } }, interleaved).layout.vms.map((vm) => vm.pus)).toEqual([
      [0, 2],
      [1, 3],
    ]);
  });

  it('leaves reserved and offline PUs alone', () => {
    const reserved: Machine = { ...quad, reserved: { ...quad.reserved, pus: [0, 2, 4, 6] } };
    expect(cut({ partition: { per: 'node' } }, reserved).layout.vms.map((vm) => vm.pus)).toEqual([
      [1],
      [3],
      [5],
      [7],
    ]);
  });

  it('says what would go up when a rule does not', () => {
    expect(messages({ partition: { vms: 3 } })).toEqual([
      'partition/vms: 8 usable PUs cannot be cut into 3 equal VMs. Use 1, 2, 4 or 8 VMs, or spell the VMs out.',
    ]);
    expect(messages({ partition: { per: 'node', count: 3 } })).toEqual([
      'partition/count: The 2 usable PUs of a NUMA node cannot be cut into 3 equal VMs. Use 1 or 2 VMs a NUMA node, or spell the VMs out.',
    ]);
    const wide = machineOf({ synthetic: 'pack:2 [numa] core:4 pu:1', memoryPerNode: '1GiB' });
    expect(messages({ partition: { per: 'node', count: 3 } }, wide)[0]).toContain(
      'Use 1, 2 or 4 VMs a NUMA node',
    );
    expect(messages({ partition: { per: 'l3' } })[0]).toContain('does not say in which L3 group PU 0 lies');
    expect(cut({ partition: { vms: 3 } }).layout.vms).toEqual([]);
    const none: Machine = { ...quad, pus: [] };
    expect(messages({ partition: { vms: 1 } }, none)[0]).toContain('No PU');
  });
});

describe('defaults of a VM', () => {
  it('are those that the schema names', () => {
    const [local, wide] = [{ vms: 4 }, { vms: 1 }].map((partition) => cut({ partition }).layout.vms[0]);
    expect(local).toMatchObject({
      memoryBytes: 1024 * MIB,
      nodes: [0],
      policy: 'bind',
      backing: 'anon',
      pageSizeBytes: null,
      cells: [],
      emulatorPus: [0, 1],
      nics: [plainNic],
    });
    expect(wide).toMatchObject({ memoryBytes: 4096 * MIB, nodes: [0, 1, 2, 3], policy: 'firstTouch' });
    expect(wide?.emulatorPus).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('give way to what the document says, for all VMs or for one', () => {
    const { layout } = cut({
      defaults: { memory: '1GiB', nics: [{ model: 'rtl8139', queues: 2 }], policy: 'preferred' },
      vms: [
        { name: 'a', pus: '1,0', nics: [{ queues: 3 }] },
        { name: 'b', pus: '2', nodes: '3,1', memory: '0.5GiB', policy: 'bind', emulatorPus: '7,6' },
      ],
    });
    expect(layout.vms[0]).toMatchObject({ pus: [1, 0], memoryBytes: 1024 * MIB, policy: 'preferred' });
    expect(layout.vms[0]?.nics).toEqual([{ ...plainNic, queues: 3 }]);
    expect(layout.vms[1]?.nics).toEqual([{ ...plainNic, model: 'rtl8139', queues: 2 }]);
    expect(layout.vms[1]).toMatchObject({
      memoryBytes: 512 * MIB,
      nodes: [1, 3],
      policy: 'bind',
      emulatorPus: [6, 7],
    });
    expect(layout.vms[1]?.path).toEqual(['vms', 1]);
  });

  it("put the emulator on the reserved PUs of the VM's own nodes", () => {
    const machine: Machine = { ...quad, reserved: { ...quad.reserved, pus: [0, 2] } };
    const vms = cut({ partition: { per: 'node' } }, machine).layout.vms;
    expect(vms.map((vm) => vm.emulatorPus)).toEqual([[0], [2], [4, 5], [6, 7]]);
  });

  it('divide a node by the PUs of each VM and round down to whole pages', () => {
    const machine = machineOf({ synthetic: 'pack:1 core:3 pu:1', memoryPerNode: '1000MiB' });
    const vms = [
      { name: 'a', pus: '0' },
      { name: 'b', pus: '1-2' },
    ];
    expect(cut({ vms }, machine).layout.vms.map((vm) => vm.memoryBytes / MIB)).toEqual([333, 666]);
    const huge = cut({ vms, defaults: { backing: 'hugetlb', pageSize: '2MiB' } }, machine).layout.vms;
    expect(huge.map((vm) => vm.memoryBytes / MIB)).toEqual([332, 666]);
  });

  it('make guest cells', () => {
    const { layout } = cut({
      defaults: { cells: 'perNode' },
      vms: [
        { name: 'a', pus: '2,0,1,3', memory: '1001MiB' },
        { name: 'b', pus: '4', cells: [{ vcpus: '0', memory: '1GiB', node: 2 }] },
        { name: 'c', pus: '5', cells: 'none' },
      ],
    });
    expect(layout.vms[0]?.cells).toEqual([
      { vcpus: [1, 2], memoryBytes: 501 * MIB, node: 0 },
      { vcpus: [0, 3], memoryBytes: 500 * MIB, node: 1 },
    ]);
    expect(layout.vms[1]?.cells).toEqual([{ vcpus: [0], memoryBytes: 1024 * MIB, node: 2 }]);
    expect(layout.vms[2]?.cells).toEqual([]);
  });
});

describe('problems of a layout', () => {
  const unknown = machineOf({ synthetic: 'pack:2 core:2 pu:1' });
  it.each<[string, string[], string]>([
    [
      'unknown memory is said once',
      messages({ partition: { vms: 4 } }, unknown),
      'partition: The memory of the machine is not known, so VMs get no share of it. Give `memory`, or add the size to the topology.',
    ],
    [
      'or at each VM',
      messages({ vms: [{ name: 'a', pus: '0' }] }, unknown),
      'vms/0: The memory of the machine is not known, so VMs get no share of it. Give `memory`, or add the size to the topology.',
    ],
    [
      'no memory',
      messages({ defaults: { memory: '0B' }, partition: { vms: 2 } }),
      'defaults/memory: A VM needs memory. Write a size above 0.',
    ],
    [
      'too much memory',
      messages({ vms: [{ name: 'a', pus: '0', memory: '99999999999TiB' }] }),
      'vms/0/memory: `99999999999TiB` is larger than any memory. Write a smaller size.',
    ],
    [
      'a bad list',
      messages({ vms: [{ name: 'a', pus: '3-1', memory: '1GiB' }] }),
      'vms/0/pus: `3-1` counts downwards. Write `1-3`, or single numbers.',
    ],
    [
      'a bad list in the defaults',
      messages({ defaults: { emulatorPus: '3-1' }, partition: { vms: 2 } }),
      'defaults/emulatorPus: `3-1` counts downwards. Write `1-3`, or single numbers.',
    ],
    [
      'a name twice',
      messages({
        vms: [
          { name: 'a', pus: '0' },
          { name: 'a', pus: '1' },
        ],
      }),
      'vms/1/name: Two VMs are named `a`. Give each VM a name of its own.',
    ],
    [
      'a node without memory',
      messages(
        { partition: { vms: 1 } },
        machineOf({ synthetic: 'pack:1 core:1 pu:1', memoryPerNode: '0B' }),
      ),
      'partition: No memory is left for vm0 on the nodes of its PUs. Give `memory`, or reserve less for the host.',
    ],
  ])('%s', (_title, found, expected) => {
    expect(found).toEqual([expected]);
  });

  it('never throws, whatever numbers stand there', () => {
    const list = fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 5 }).map(String);
    fc.assert(
      fc.property(
        fc.array(list, { minLength: 1, maxLength: 4 }),
        list,
        fc.boolean(),
        (pus, emulatorPus, perNode) => {
          const vms = pus.map((text, i) => ({ name: `v${i}`, pus: text }));
          const { layout } = cut({ vms, defaults: { emulatorPus, cells: perNode ? 'perNode' : 'none' } });
          expect(layout.vms).toHaveLength(vms.length);
          for (const vm of layout.vms.filter(({ cells }) => cells.length > 0))
            expect(vm.cells.reduce((sum, cell) => sum + cell.memoryBytes, 0)).toBe(vm.memoryBytes);
        },
      ),
    );
  });
});

describe('expandRule', () => {
  it.each<NonNullable<LayoutDocument['partition']>>([
    { vms: 1 },
    { vms: 4 },
    { per: 'node', count: 2 },
    { per: 'package' },
  ])('writes the same VMs out: %j', (partition) => {
    const doc: LayoutDocument = { version: 1, machine: 'm', partition, defaults: { cells: 'perNode' } };
    const { layout } = layoutFromDocument(doc, quad, 'test');
    const parsed = parseDocument(JSON.stringify(doc, null, 2));
    const after = asLayoutDocument(
      parseDocument(applyEdits(parsed.text, changesToEdits(parsed, expandRule(doc, layout)))).value,
    );
    if (after === null) throw new Error('not valid');
    const again = layoutFromDocument(after, quad, 'test');
    expect(again.problems).toEqual([]);
    const bare = (vms: typeof layout.vms) => vms.map((vm) => ({ ...vm, path: [] }));
    expect(bare(again.layout.vms)).toEqual(bare(layout.vms));
  });

  it('leaves a document without a rule alone', () => {
    const doc: LayoutDocument = { version: 1, machine: 'm', vms: [{ name: 'a', pus: '0' }] };
    expect(expandRule(doc, layoutFromDocument(doc, quad, 'test').layout)).toEqual([]);
  });
});
