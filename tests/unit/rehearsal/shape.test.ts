import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Machine } from '../../../src/core/topology/machine';
import { emulatedShape, MOST_PUS } from '../../../src/rehearsal/shape';

const GIB = 2 ** 30;

/** Packages with one node each, PUs numbered core by core. */
function machine(
  packages: number,
  cores: number,
  threads: number,
  memoryBytes: number | null = GIB,
): Machine {
  const ids = [...Array(packages).keys()];
  return {
    id: 'm',
    title: 'm',
    source: '',
    nodes: ids.map((id) => ({ id, memoryBytes, hugePages: [], kind: null, allowed: true })),
    pus: [...Array(packages * cores * threads).keys()].map((id) => ({
      id,
      package: Math.floor(id / (cores * threads)),
      core: Math.floor(id / threads) % cores,
      l3: null,
      node: Math.floor(id / (cores * threads)),
      kind: null,
      online: true,
      allowed: true,
    })),
    distances: ids.map((a) => ids.map((b) => (a === b ? 10 : 20 + Math.abs(a - b)))),
    nics: [],
    pageSizesBytes: [4096],
    reserved: { pus: [], memoryBytesPerNode: 0 },
    warnings: [],
  };
}

describe('the shape of an emulated machine', () => {
  it('is the machine itself where that is small and regular', () => {
    const shape = emulatedShape(machine(4, 2, 1, 1.5 * GIB));
    expect(shape).toEqual({
      packages: 4,
      coresPerPackage: 2,
      nodes: [0, 1, 2, 3].map((id) => ({ memoryMiB: 1536, pus: [2 * id, 2 * id + 1] })),
      distances: machine(4, 2, 1).distances,
      losses: [],
    });
  });

  it('gives up threads, then cores, then packages, and says so', () => {
    expect(emulatedShape(machine(2, 8, 2))).toMatchObject({ packages: 2, coresPerPackage: 8 });
    const large = emulatedShape(machine(4, 10, 2));
    expect(large).toMatchObject({ packages: 4, coresPerPackage: 4 });
    expect(large.losses).toContain('16 of 80 PUs');
    expect(emulatedShape(machine(3, 10, 1))).toMatchObject({ packages: 3, coresPerPackage: 5 });
    const wide = emulatedShape(machine(20, 2, 1));
    expect(wide).toMatchObject({ packages: 16, coresPerPackage: 1 });
    expect(wide.losses).toContain('16 of 20 NUMA nodes');
    expect(wide.distances).toHaveLength(16);
  });

  it('says that hardware threads appear as cores', () => {
    expect(emulatedShape(machine(1, 2, 2)).losses).toEqual(['hardware threads of a core appear as cores']);
  });

  it('shrinks memory alike in all nodes to what a workstation has', () => {
    const shape = emulatedShape(machine(4, 2, 1, 32 * GIB));
    expect(shape.nodes.map(({ memoryMiB }) => memoryMiB)).toEqual([2560, 2560, 2560, 2560]);
    expect(shape.losses).toEqual(['memory of the nodes: 2560, 2560, 2560, 2560 MiB']);
  });

  it('makes packages alike and numbers what it keeps', () => {
    const whole = machine(2, 4, 1);
    const odd: Machine = {
      ...whole,
      nodes: [
        { id: 3, memoryBytes: GIB, hugePages: [], kind: null, allowed: true },
        { id: 7, memoryBytes: null, hugePages: [], kind: null, allowed: true },
      ],
      pus: whole.pus.map((pu) => ({ ...pu, node: pu.node === 0 ? 3 : 7, online: pu.id !== 7 })),
      distances: null,
    };
    const shape = emulatedShape(odd);
    expect(shape).toMatchObject({ packages: 2, coresPerPackage: 3, distances: null });
    expect(shape.nodes.map(({ pus }) => pus)).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
    expect(shape.losses).toEqual([
      'without PUs that are offline or of unknown place: 1',
      '6 of 7 PUs',
      'NUMA nodes are numbered from 0',
      'memory of the nodes: 1024, 512 MiB',
      'distances, which are not known, are 10 and 20',
    ]);
  });

  it('keeps a node without PUs', () => {
    const base = machine(2, 2, 1);
    const nodes = [...base.nodes, { id: 2, memoryBytes: GIB, hugePages: [], kind: null, allowed: true }];
    const shape = emulatedShape({ ...base, nodes, distances: null });
    expect(shape.nodes[2]).toEqual({ memoryMiB: 1024, pus: [] });
  });

  it('refuses a machine of which nothing is known', () => {
    expect(() => emulatedShape({ ...machine(1, 1, 1), pus: [] })).toThrow(RangeError);
  });

  it('is always regular, small enough, and holds each PU once', () => {
    const sizes = fc.tuple(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 4 }),
    );
    fc.assert(
      fc.property(sizes, fc.array(fc.nat(400), { maxLength: 40 }), ([p, c, t], offline) => {
        const whole = machine(p, c, t);
        const pus = whole.pus.map((pu) => ({ ...pu, online: !offline.includes(pu.id) }));
        fc.pre(pus.some(({ online }) => online));
        const shape = emulatedShape({ ...whole, pus });
        const all = shape.nodes.flatMap((node) => node.pus).sort((a, b) => a - b);
        expect(all).toEqual([...Array(shape.packages * shape.coresPerPackage).keys()]);
        expect(all.length).toBeLessThanOrEqual(MOST_PUS);
        expect(Number.isInteger(shape.coresPerPackage)).toBe(true);
      }),
    );
  });
});
