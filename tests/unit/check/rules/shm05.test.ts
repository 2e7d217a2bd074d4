import { describe, it } from 'vitest';
import type { Machine } from '../../../../src/core/topology/machine';
import { quad, type LayoutBody } from '../documents';
import { expectNone, expectOne } from '../ruleTrial';

const memoryless: Machine = {
  ...quad,
  nodes: quad.nodes.map((node) => (node.id === 2 ? { ...node, memoryBytes: 0 } : node)),
  distances: [
    [10, 20, 30, 40],
    [20, 10, 30, 40],
    [40, 30, 10, 20],
    [40, 30, 20, 10],
  ],
};
const body = (node: number): LayoutBody => ({
  regions: { shared: { size: '128MiB', node } },
  vms: ['4', '5'].map((pus) => ({ name: `v${pus}`, pus, memory: '1GiB', regions: ['shared'] })),
});

describe('SHM05', () => {
  it('finds a home that does not exist and offers the one of the VMs', () => {
    expectOne('SHM05', body(7), {
      says: /Region "shared" is to come from node 7, which does not exist on ".*"\. Take it from nodes 0-3/,
      at: '7',
      fixes: ['Take it from node 1'],
    });
  });

  it('finds a home without memory and offers the nearest', () => {
    expectOne(
      'SHM05',
      body(2),
      {
        says: /node 2, which has no memory\. Take it from nodes 0-1,3/,
        at: '2',
        fixes: ['Take it from node 3'],
      },
      { machine: memoryless },
    );
  });

  it('finds nothing at a home with memory', () => {
    expectNone('SHM05', body(3), { machine: memoryless });
  });
});
