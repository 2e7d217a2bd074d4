import { describe, expect, it } from 'vitest';
import { machineFromDocument } from '../../../src/core/topology/fromDocument';
import {
  availableBytes,
  distanceBetween,
  inTopologicalOrder,
  nodesOf,
  packagesOf,
  pusOfNode,
  siblingsOf,
  usablePus,
} from '../../../src/core/topology/queries';

const { machine } = machineFromDocument(
  {
    version: 1,
    // Threads are numbered as Linux does on most machines: the second ones after all first ones.
    nodes: [
      { id: 0, memoryBytes: 1000 },
      { id: 1, memoryBytes: null },
    ],
    pus: [0, 1, 2, 3, 4, 5, 6, 7].map((id) => ({
      id,
      package: Math.floor((id % 4) / 2),
      core: id % 2,
      node: Math.floor((id % 4) / 2),
      online: id !== 7,
    })),
    distances: [
      [10, 21],
      [21, 10],
    ],
    reserved: { pus: '0', memoryPerNode: '100B' },
  },
  'm',
);

describe('queries', () => {
  it('finds siblings, nodes and packages', () => {
    expect(siblingsOf(machine, 1)).toEqual([1, 5]);
    expect(siblingsOf(machine, 99)).toEqual([99]);
    expect(nodesOf(machine, [6, 0, 99])).toEqual([0, 1]);
    expect(packagesOf(machine, [3])).toEqual([1]);
    expect(pusOfNode(machine, 1).map((pu) => pu.id)).toEqual([2, 3, 6, 7]);
    expect(distanceBetween(machine, 0, 1)).toBe(21);
    expect(distanceBetween(machine, 0, 5)).toBeNull();
  });

  it('takes from the host what is reserved or offline', () => {
    expect(usablePus(machine).map((pu) => pu.id)).toEqual([1, 2, 3, 4, 5, 6]);
    expect([0, 1, 2].map((node) => availableBytes(machine, node))).toEqual([900, null, null]);
  });

  it('orders PUs so that threads of a core stand together', () => {
    expect(inTopologicalOrder(machine.pus).map((pu) => pu.id)).toEqual([0, 4, 1, 5, 2, 6, 3, 7]);
  });
});
