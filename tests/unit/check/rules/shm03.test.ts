import { describe, it } from 'vitest';
import { machineOf, type LayoutBody } from '../documents';
import { expectNone, expectOne } from '../ruleTrial';

const body = (region: object = {}, mapped = true): LayoutBody => ({
  regions: { shared: { size: '128MiB', ...region } },
  vms: ['0', '4-6', '8'].map((pus, index) => ({
    name: `v${index}`,
    pus,
    memory: '1GiB',
    ...(mapped ? { regions: ['shared'] } : {}),
  })),
});

describe('SHM03', () => {
  it('finds a region without a home and offers the node with most vCPUs', () => {
    expectOne('SHM03', body(), {
      says: /Region "shared" has no home node.*"node": 1`, where most vCPUs of VMs "v0", "v1" and "v2" run/,
      at: '"shared"',
      fixes: ['Bind it to node 1'],
    });
  });

  it('finds nothing with a home, on a machine of one node, or in a region that nobody maps', () => {
    expectNone('SHM03', body({ node: 0 }));
    expectNone('SHM03', body({}, false));
    const flat = machineOf({ synthetic: '[numa] pack:1 core:16 pu:1', memoryPerNode: '8GiB' });
    expectNone('SHM03', body(), { machine: flat });
  });
});
