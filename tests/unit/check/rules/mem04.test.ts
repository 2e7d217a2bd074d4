import { describe, it } from 'vitest';
import type { LayoutBody } from '../documents';
import { expectNone, expectOne } from '../ruleTrial';

const sharing = (region: object): LayoutBody => ({
  regions: { shared: { size: '1GiB', node: 0, ...region } },
  vms: ['0', '1'].map((pus) => ({ name: `v${pus}`, pus, memory: '1GiB', regions: ['shared'] })),
});

describe('MEM04 with shared regions', () => {
  it('finds a page size that the machine does not have', () => {
    expectOne('MEM04', sharing({ pageSize: '16MiB' }), {
      says: /Region "shared" asks for pages of 16MiB, .* 4KiB, 2MiB and 1GiB/,
      at: '"16MiB"',
      fixes: ['Use pages of 2MiB'],
    });
  });

  it('finds a size that is no multiple of its page', () => {
    expectOne('MEM04', sharing({ size: '1152MiB', pageSize: '1GiB' }), {
      says: /Region "shared" has 1152MiB, which is no multiple of its page size, 1GiB. Use 2GiB/,
      at: '"1152MiB"',
      fixes: ['Round up to whole pages (2GiB)'],
    });
  });

  it('finds nothing with the base page size, whole pages, or no page size', () => {
    expectNone('MEM04', sharing({ pageSize: '4KiB' }));
    expectNone('MEM04', sharing({ pageSize: '1GiB' }));
    expectNone('MEM04', sharing({ size: '1152MiB' }));
  });

  it('leaves a size that its device does not take to SHM01', () => {
    expectNone('MEM04', sharing({ size: '100MiB', pageSize: '1GiB' }));
  });
});
