import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TopologyDocument } from '../../../src/core/schema/generated/vmtopology.types';
import { asTopologyDocument } from '../../../src/core/schema/validate';
import { machineFromDocument } from '../../../src/core/topology/fromDocument';
import { machineToDocument } from '../../../src/core/topology/toDocument';

const GIB = 2 ** 30;
const small: TopologyDocument = {
  version: 1,
  nodes: [
    { id: 0, memoryBytes: 4 * GIB, hugePages: [{ size: '2MiB', total: 8 }] },
    { id: 3, memoryBytes: null },
  ],
  pus: [
    { id: 5, package: 1, core: 0, node: 3, online: true, kind: 'atom' },
    { id: 0, package: 0, core: 0, l3: 0, node: 0, online: true },
    { id: 2, package: null, core: null, node: null, online: false },
  ],
};
const problems = (doc: TopologyDocument): string[] =>
  machineFromDocument(doc, 'x').problems.map(({ path, message }) => `${path.join('/')} ${message}`);

describe('machineFromDocument', () => {
  it('keeps what is unknown unknown', () => {
    const { machine } = machineFromDocument(small, 'x');
    expect(machine).toMatchObject({ id: 'x', title: 'x', distances: null, nics: [], pageSizesBytes: [] });
    expect(machine.pus.map((pu) => pu.id)).toEqual([0, 2, 5]);
    expect(machine.nodes[1]).toEqual({ id: 3, memoryBytes: null, hugePages: [], kind: null, allowed: true });
    expect(machine.nodes[0]?.hugePages).toEqual([{ sizeBytes: 2 ** 21, total: 8, free: null }]);
    expect(problems(small)).toEqual([]);
  });

  it('gives a synthetic machine its memory, distances and reserve', () => {
    const { machine } = machineFromDocument(
      {
        version: 1,
        id: 'quad',
        synthetic: 'pack:2 [numa] core:2 pu:1',
        memoryPerNode: '1536MiB',
        distances: [
          [10, 20],
          [20, 10],
        ],
        reserved: { pus: '3,0', memoryPerNode: '512MiB' },
      },
      'x',
    );
    expect(machine.id).toBe('quad');
    expect(machine.nodes.map((node) => node.memoryBytes)).toEqual([1.5 * GIB, 1.5 * GIB]);
    expect(machine.reserved).toEqual({ pus: [0, 3], memoryBytesPerNode: GIB / 2 });
    expect(machine.distances?.[0]).toEqual([10, 20]);
  });

  it.each<[Partial<TopologyDocument>, string]>([
    [
      { nodes: [...(small.nodes ?? []), { id: 0, memoryBytes: 1 }] },
      'nodes/2/id Node 0 stands here for the second time',
    ],
    [{ pus: [{ id: 1, package: 0, core: 0, node: 7, online: true }] }, 'pus/0/node There is no node 7'],
    [{ nics: [{ name: 'eth0', node: 9 }] }, 'nics/0/node There is no node 9'],
    [{ reserved: { pus: '0,77' } }, 'reserved/pus The machine has no PU 77'],
    [{ reserved: { pus: '5-2' } }, 'reserved/pus `5-2` counts downwards'],
    [{ distances: [[10, 20]] }, 'distances There are 2 nodes and 1 rows'],
    [{ distances: [[10, 20], [20]] }, 'distances/1 This row has 1'],
    [{ memoryPerNode: '1GiB' }, 'memoryPerNode `memoryPerNode` goes with `synthetic`'],
    [{ pageSizes: ['99999999999TiB'] }, 'pageSizes/0 `99999999999TiB` is larger than any memory'],
  ])('finds fault with %j', (part, message) => {
    expect(problems({ ...small, ...part }).join('\n')).toContain(message);
  });

  it('points into a synthetic string', () => {
    expect(problems({ version: 1, synthetic: 'pack:2 bore:4 pu:1' })).toEqual([
      expect.stringContaining('synthetic At character 8 of the string: `bore`'),
    ]);
  });
});

describe('machineToDocument', () => {
  it('spells out a machine so that it reads back the same', () => {
    const count = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(count, count, count, fc.boolean(), (packages, cores, threads, memory) => {
        const doc: TopologyDocument = {
          version: 1,
          synthetic: `pack:${packages} [numa] l3:1 core:${cores} pu:${threads}`,
          ...(memory ? { memoryPerNode: '1GiB' } : {}),
          pageSizes: ['4KiB'],
          reserved: { pus: '0' },
          nics: [{ name: 'eth0' }],
        };
        const { machine } = machineFromDocument(doc, 'x');
        const written = machineToDocument(machine);
        expect(asTopologyDocument(written)).not.toBeNull();
        expect(machineFromDocument(written, 'y')).toEqual({ machine, problems: [] });
      }),
      { numRuns: 50 },
    );
  });

  it('keeps offline PUs, kinds and pools', () => {
    const { machine } = machineFromDocument(small, 'x');
    expect(machineFromDocument(machineToDocument(machine), 'x').machine).toEqual(machine);
  });
});
