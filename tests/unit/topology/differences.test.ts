import { describe, expect, it } from 'vitest';
import { machineDifferences } from '../../../src/core/topology/differences';
import { machineFromDocument } from '../../../src/core/topology/fromDocument';
import type { Machine, MachineNode, Pu } from '../../../src/core/topology/machine';

const GiB = 2 ** 30;

function machine(synthetic: string, memoryPerNode = '64GiB', distances?: number[][]): Machine {
  const doc = { version: 1, synthetic, memoryPerNode, ...(distances && { distances }) } as const;
  return machineFromDocument(doc, 'm').machine;
}

const dual = machine('pack:2 [numa] l3:2 core:2 pu:2');

function pus(change: (pu: Pu) => Partial<Pu>, of: Machine = dual): Machine {
  return { ...of, pus: of.pus.map((pu) => ({ ...pu, ...change(pu) })) };
}

function nodes(change: (node: MachineNode) => Partial<MachineNode>): Machine {
  return { ...dual, nodes: dual.nodes.map((node) => ({ ...node, ...change(node) })) };
}

describe('differences of a machine from its file', () => {
  it('are none for the same machine, however its units are numbered', () => {
    expect(machineDifferences(dual, dual)).toEqual([]);
    const renumbered = pus((pu) => ({
      package: (pu.package ?? 0) * 7 + 1,
      core: (pu.core ?? 0) * 4,
      l3: 90 - (pu.l3 ?? 0),
    }));
    expect(machineDifferences(dual, renumbered)).toEqual([]);
  });

  it('are none where one of the two does not know', () => {
    const vague = pus(() => ({ package: null, core: null, l3: null, node: null }));
    const empty = { ...vague, nodes: vague.nodes.map((node) => ({ ...node, memoryBytes: null })) };
    expect(machineDifferences(dual, empty)).toEqual([]);
    expect(machineDifferences(empty, dual)).toEqual([]);
  });

  it('do not count what changes by itself: pools of huge pages, a little memory', () => {
    const pools = nodes(() => ({ hugePages: [{ sizeBytes: 2 ** 21, total: 9, free: 3 }] }));
    expect(machineDifferences(dual, pools)).toEqual([]);
    expect(
      machineDifferences(
        dual,
        nodes(() => ({ memoryBytes: 62.8 * GiB })),
      ),
    ).toEqual([]);
    const small = { ...dual, nodes: [{ ...(dual.nodes[0] as MachineNode), memoryBytes: 1.5 * GiB }] };
    const less = { ...small, nodes: [{ ...(dual.nodes[0] as MachineNode), memoryBytes: 1.3 * GiB }] };
    expect(machineDifferences(small, less)).toEqual([]);
  });

  const split = machine('pack:2 numa:2 l3:1 core:2 pu:2', '32GiB');
  it.each<[string, Machine, Machine, readonly (string | RegExp)[]]>([
    [
      'sub-NUMA clustering',
      dual,
      split,
      [
        '4 NUMA nodes instead of 2 (the firmware divides the packages otherwise: NPS or sub-NUMA clustering)',
        'PUs 4-7 are on node 1 instead of node 0',
        'PUs 8-11 are on node 2 instead of node 1',
        'PUs 12-15 are on node 3 instead of node 1',
        'node 0 has 32 GiB instead of 64 GiB',
        'node 1 has 32 GiB instead of 64 GiB',
      ],
    ],
    [
      'PUs that are gone or new',
      dual,
      { ...dual, pus: [...dual.pus.slice(2), { ...(dual.pus[0] as Pu), id: 40 }] },
      ['PUs 0-1 are missing', 'PU 40 is not in the file'],
    ],
    [
      'PUs that are off, with what is then unknown',
      dual,
      pus(({ id }) =>
        id % 2 === 1 ? { online: false, package: null, core: null, l3: null, node: null } : {},
      ),
      ['PUs 1,3,5,7,9,11,13,15 are offline'],
    ],
    [
      'a PU that is on again',
      pus(({ id }) => (id === 3 ? { online: false } : {})),
      dual,
      ['PU 3 is online again'],
    ],
    ['PUs of a cgroup', dual, pus(({ id }) => ({ allowed: id > 3 })), ['PUs 0-3 are kept away by a cgroup']],
    [
      'a PU on another node',
      dual,
      pus(({ id }) => (id === 7 ? { node: 1 } : {})),
      ['PU 7 is on node 1 instead of node 0'],
    ],
    [
      'siblings numbered otherwise',
      dual,
      pus(({ id }) => ({ core: id % 4, package: Math.floor(id / 8) })),
      ['PUs 1,3-7,9,11-15 share cores with other PUs'],
    ],
    [
      'another cache',
      dual,
      pus(({ l3 }) => ({ l3: l3 === 1 ? 0 : l3 })),
      ['PUs 4-7 share L3 caches with other PUs'],
    ],
    [
      'another package',
      dual,
      pus(({ id }) => (id === 15 ? { package: 0, core: 9 } : {})),
      ['PU 15 shares packages with other PUs', 'PU 15 shares cores with other PUs'],
    ],
    [
      'a node numbered otherwise',
      dual,
      nodes(({ id }) => ({ id: id === 1 ? 8 : id })),
      ['the nodes are 0,8 instead of 0-1'],
    ],
    [
      'less memory',
      dual,
      nodes(({ id }) => ({ memoryBytes: (64 - 4 * id) * GiB })),
      ['node 1 has 60 GiB instead of 64 GiB'],
    ],
    [
      'no memory',
      dual,
      nodes(({ id }) => ({ memoryBytes: id * 64 * GiB })),
      ['node 0 has no memory instead of 64 GiB'],
    ],
    [
      'memory where none was',
      nodes(({ id }) => ({ memoryBytes: id * 64 * GiB })),
      dual,
      ['node 0 has 64 GiB instead of no memory'],
    ],
    [
      'distances',
      {
        ...dual,
        distances: [
          [10, 20],
          [20, 10],
        ],
      },
      {
        ...dual,
        distances: [
          [10, 21],
          [21, 10],
        ],
      },
      ['other distances between the nodes'],
    ],
  ])('say %s', (_what, file, found, wanted) => {
    expect(machineDifferences(file, found)).toEqual(wanted);
  });
});
