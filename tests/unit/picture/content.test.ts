import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeById } from '../../../src/core/topology/queries';
import type { Scene } from '../../../src/core/picture/scene';
import { scenesOf } from '../../../src/core/picture/sceneOf';
import type { Machine } from '../../../src/core/topology/machine';
import type { LayoutBody } from '../check/documents';
import { builtIn, cut, GIB, layouts, RUNS } from './cuts';

const quad = builtIn('barcelona-4x4');

function sceneOf(body: LayoutBody, machine: Machine = quad): Scene {
  const [scene] = scenesOf(cut(machine, body));
  if (scene === undefined) throw new Error('There is no scene.');
  return scene;
}

const puOf = ({ pus }: Scene, id: number) => pus.find((pu) => pu.id === id);

describe('what a picture says of PUs', () => {
  it('owners, vCPUs and states are those of the layout and the machine', () => {
    fc.assert(
      fc.property(layouts, (layout) => {
        for (const scene of scenesOf(layout)) {
          const own = layout.vms
            .map((vm, index) => ({ vm, index }))
            .filter(({ vm }) => vm.host === scene.host);
          for (const { id, owners, vcpu, state } of scene.pus) {
            const having = own.filter(({ vm }) => vm.pus.includes(id));
            const pu = layout.machine.pus.find((one) => one.id === id);
            expect(owners).toEqual(having.map(({ index }) => index));
            expect(vcpu).toBe(having[0]?.vm.pus.indexOf(id) ?? null);
            const isFree = pu?.online === true && pu.allowed && !layout.machine.reserved.pus.includes(id);
            expect(state === 'usable').toBe(isFree);
          }
        }
      }),
      RUNS,
    );
  }, 60_000);

  it('VMs keep their position and colour over all hosts, with a picture for each host', () => {
    const scenes = scenesOf(cut(quad, { hosts: ['left', 'right'], partition: { per: 'package' } }));
    expect(scenes.map(({ host }) => host)).toEqual(['left', 'right']);
    expect(scenes.map(({ vms }) => vms.map(({ index }) => index))).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ]);
    expect(scenes[1]?.vms.map(({ colour }) => colour)).toEqual([4, 5, 6, 7]);
    expect(scenes[1]?.title).toBe('"barcelona-4x4" cut into 4 VMs on host "right"');
  });

  it('a PU of two VMs has both, and PUs that are not there are not drawn', () => {
    const scene = sceneOf({
      vms: [
        { name: 'a', pus: '3,2,99' },
        { name: 'b', pus: '0-2' },
      ],
    });
    expect(puOf(scene, 2)).toMatchObject({ owners: [0, 1], vcpu: 1 });
    expect(scene.pus).toHaveLength(16);
  });

  it('threads are marked where they are held, and not where they may run everywhere', () => {
    const machine = { ...quad, reserved: { pus: [0], memoryBytesPerNode: 0 } };
    const scene = sceneOf(
      {
        vms: [
          { name: 'onReserved', pus: '1-3' },
          { name: 'anywhere', pus: '4-7' },
          { name: 'apart', pus: '8-10', emulatorPus: '11', ioThreadPus: '12-13' },
          { name: 'together', pus: '14', emulatorPus: '15', ioThreadPus: '15' },
        ],
      },
      machine,
    );
    const marked = scene.pus.filter(
      ({ emulatorOf, ioThreadsOf }) => emulatorOf.length + ioThreadsOf.length > 0,
    );
    expect(marked.map(({ id, emulatorOf, ioThreadsOf }) => [id, emulatorOf, ioThreadsOf])).toEqual([
      [0, [0], []],
      [11, [2], []],
      [12, [], [2]],
      [13, [], [2]],
      [15, [3], []],
    ]);
  });
});

describe('what a picture says of memory', () => {
  it('parts of a bar add up to the node, and what is missing comes on top', () => {
    fc.assert(
      fc.property(layouts, (layout) => {
        for (const { memory } of scenesOf(layout))
          for (const { node, parts, rect } of memory) {
            const bytes = nodeById(layout.machine, node)?.memoryBytes ?? null;
            if (bytes === null || bytes === 0) {
              expect(parts).toEqual([]);
              continue;
            }
            const there = parts.filter(({ kind }) => kind !== 'missing');
            expect(there.reduce((sum, part) => sum + part.bytes, 0)).toBeCloseTo(bytes, 0);
            expect(parts.reduce((sum, part) => sum + part.rect.width, 0)).toBeCloseTo(rect.width, 6);
            expect(parts.every((part, i) => i === 0 || part.rect.x >= (parts[i - 1]?.rect.x ?? 0))).toBe(
              true,
            );
            const kinds = parts.map(({ kind }) => kind);
            expect(kinds.includes('free') && kinds.includes('missing')).toBe(false);
          }
      }),
      RUNS,
    );
  }, 60_000);

  const barOf = (body: LayoutBody, machine: Machine = quad) => {
    const [bar] = sceneOf(body, machine).memory;
    return [bar?.label, bar?.parts.map(({ kind, vm, bytes }) => [kind, vm, bytes / GIB])];
  };

  it('the host comes first, then regions, VMs and what is free', () => {
    const machine = { ...quad, reserved: { pus: [], memoryBytesPerNode: GIB } };
    const vms = [{ name: 'a', pus: '0-1', memory: '2GiB', regions: ['ring'] }];
    expect(
      barOf({ vms, regions: { ring: { size: '1GiB', node: 0 }, other: { size: '1GiB', node: 0 } } }, machine),
    ).toEqual([
      '3.0 of 8 GiB given',
      [
        ['reserved', null, 1],
        ['region', null, 1],
        ['vm', 0, 2],
        ['free', null, 4],
      ],
    ]);
  });

  it('what is asked for beyond the memory of a node is missing', () => {
    const vms = [
      { name: 'a', pus: '0-1', memory: '6GiB' },
      { name: 'b', pus: '2-3', memory: '4GiB' },
    ];
    expect(barOf({ vms })).toEqual([
      '10.0 of 8 GiB: 2 GiB missing',
      [
        ['vm', 0, 6],
        ['vm', 1, 2],
        ['missing', null, 2],
      ],
    ]);
  });

  it('a VM over two nodes takes from each as its PUs lie', () => {
    expect(barOf({ vms: [{ name: 'a', pus: '0-3,4', memory: '10GiB' }] })[1]).toEqual([['vm', 0, 8]]);
  });

  it('memory that is not known is said to be so', () => {
    const nodes = quad.nodes.map((node) => {
      if (node.id > 1) return node;
      return { ...node, memoryBytes: node.id === 0 ? null : 0 };
    });
    const { memory } = sceneOf({ vms: [{ name: 'a', pus: '15' }] }, { ...quad, nodes });
    expect(memory.map(({ label, parts }) => [label, parts.length]).slice(0, 2)).toEqual([
      ['memory unknown', 0],
      ['no memory', 0],
    ]);
  });

  it('pools of huge pages say what is taken of them', () => {
    const hugePages = [
      { sizeBytes: 2 ** 21, total: 1024, free: null },
      { sizeBytes: GIB, total: 1, free: null },
    ];
    const machine = { ...quad, nodes: quad.nodes.map((node) => ({ ...node, hugePages })) };
    const defaults = { backing: 'hugetlb' } as const;
    const vms = [
      { name: 'a', pus: '0', memory: '1GiB', pageSize: '2MiB' },
      { name: 'b', pus: '1', memory: '2GiB', pageSize: '1GiB' },
    ];
    const [bar] = sceneOf({ defaults, vms }, machine).memory;
    expect(bar?.hugePages.map(({ label, taken }) => [label, taken])).toEqual([
      ['512 of 1024 pages of 2 MiB', 0.5],
      ['2 of 1 pages of 1 GiB', 2],
    ]);
  });
});

describe('what a picture says of the rest', () => {
  it('networks, interfaces and regions have the VMs that use them', () => {
    const machine = { ...quad, nics: [{ name: 'eth0', node: 1 }] };
    const scene = sceneOf(
      {
        networks: { front: { hostNic: 'eth0.7' }, back: {} },
        regions: { ring: { size: '1GiB' } },
        vms: [
          { name: 'a', pus: '0', nics: [{ network: 'front' }], regions: ['ring'] },
          { name: 'b', pus: '1', nics: [{ network: 'back' }, { model: 'vfio', device: '0000:3b:00.1' }] },
        ],
      },
      machine,
    );
    const told = (items: Scene['nics']) => items.map(({ name, facts, vms }) => [name, facts, vms]);
    expect(told(scene.networks)).toEqual([
      ['front', 'through eth0.7', [0]],
      ['back', 'stays on the host', [1]],
    ]);
    expect(told(scene.nics)).toEqual([
      ['eth0', 'node 1', [0]],
      ['0000:3b:00.1', 'passed through', [1]],
    ]);
    expect(told(scene.regions)).toEqual([['ring', '1 GiB where it is touched first, devdax', [0]]]);
  });

  it('distances run from 0 at home to 1 at the farthest, and one node has none', () => {
    const { distances } = sceneOf({ partition: { vms: 1 } });
    expect(distances?.cells).toHaveLength(16);
    expect(distances?.cells.map(({ from, to, level }) => level === (from === to ? 0 : 1))).not.toContain(
      false,
    );
    expect(sceneOf({ partition: { vms: 1 } }, builtIn('tigerton-4x4')).distances).toBeNull();
  });

  it('VMs have their facts and their notes, and signs only what is drawn', () => {
    const notes = new Map([['vm1', { origin: 'predicted', text: '4 % slower' } as const]]);
    const [scene] = scenesOf(cut(quad, { partition: { per: 'node' } }), { notes });
    expect(scene?.vms[1]).toMatchObject({
      name: 'vm1',
      facts: '4 PUs · node 1 · 8 GiB bind',
      pus: [4, 5, 6, 7],
    });
    expect(scene?.vms.map(({ note }) => note?.text ?? null)).toEqual([null, '4 % slower', null, null]);
    expect(scene?.legend.signs.map(({ sign, text }) => [sign, text])).toEqual([
      ['pu', 'PU 1: vCPU 1 of VM 0'],
    ]);
  });
});
