import { describe, expect, it } from 'vitest';
import { impossibleProgram } from '../../../src/core/experiment/impossible';
import { commonRegion, sharedRegion } from '../../../src/core/experiment/sharedRegion';
import type { Layout, Region } from '../../../src/core/layout/layout';
import { layout, vm, workload } from '../../support/experiments';

const region = (name: string, mebibytes: number): Region => ({
  ...{ name, sizeBytes: mebibytes * 2 ** 20, node: 0, device: 'devdax', pageSizeBytes: null },
  path: ['regions', name],
});

/** VMs of two vCPUs each, by the regions that they map. */
function cut(...regionsOf: readonly (readonly string[])[]): Layout {
  const vms = regionsOf.map((regions, at) => vm(`vm${at}`, [2 * at, 2 * at + 1], { regions }));
  return {
    ...layout('cut', vms),
    regions: [region('small', 512), region('large', 1024), region('one', 256)],
  };
}

const shared = (more: Parameters<typeof workload>[0] = {}) =>
  workload({ launcher: 'mpi', transport: 'shared', ranks: null, ...more });

describe('the region of a program', () => {
  it('is the largest that the VMs of all its ranks map', () => {
    const both = cut(['small', 'large'], ['large', 'small'], ['small']);
    expect(sharedRegion(shared(), both)?.name).toBe('small');
    expect(sharedRegion(shared({ ranks: 4 }), both)?.name).toBe('large');
    expect(commonRegion(both, both.vms.slice(0, 2))?.name).toBe('large');
  });

  it('is one that a VM names twice and another not at all in no layout', () => {
    const twice = cut(['small', 'small'], []);
    expect(sharedRegion(shared(), twice)).toBeNull();
  });

  it('is none over the network, within one VM, and of one process', () => {
    const all = cut(['small'], ['small']);
    expect(sharedRegion(shared({ transport: 'network' }), all)).toBeNull();
    expect(sharedRegion(shared({ ranks: 2 }), all)).toBeNull();
    expect(sharedRegion(shared({ launcher: 'plain', ranks: 1 }), all)).toBeNull();
    expect(sharedRegion(shared(), cut(['small']))).toBeNull();
  });
});

describe('a cell that is to go through shared memory', () => {
  it('can be run where the VMs of its ranks have a region in common, or are one', () => {
    for (const able of [cut(['small'], ['small', 'large']), cut([])])
      expect(impossibleProgram(shared(), able)).toBeNull();
    expect(impossibleProgram(shared({ ranks: 2 }), cut([], []))).toBeNull();
  });

  it('cannot where they have none, and in UPC at all', () => {
    expect(impossibleProgram(shared(), cut(['small'], ['one']))?.reason).toMatch(/no region in common/);
    const upc = shared({ launcher: 'upc' });
    expect(impossibleProgram(upc, cut(['small'], ['small']))?.reason).toMatch(/UPC.*oshmem/);
    expect(impossibleProgram(upc, cut(['small']))).toBeNull();
  });
});
