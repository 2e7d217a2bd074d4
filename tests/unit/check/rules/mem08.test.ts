import { describe, it } from 'vitest';
import type { LayoutBody } from '../documents';
import { expectNone, expectOne } from '../ruleTrial';

const one = (vm: object): LayoutBody => ({ vms: [{ name: 'a', pus: '0-3', memory: '4GiB', ...vm }] });

describe('MEM08', () => {
  it('finds a page size that the backing does not have', () => {
    expectOne('MEM08', one({ pageSize: '2MiB' }), {
      says: /^VM "a" asks for pages of 2MiB, but its backing "anon" has no page size of its own/,
      at: '"2MiB"',
      fixes: ['Back it with huge pages of 2MiB', 'Leave out `pageSize`'],
    });
  });

  it('finds one that VMs inherit, at its one place', () => {
    const vms = ['0-3', '4-7'].map((pus, index) => ({ name: `v${index}`, pus, memory: '1GiB' }));
    expectOne(
      'MEM08',
      { defaults: { backing: 'shared', pageSize: '1GiB' }, vms },
      {
        says: /its backing "shared" .*once more here/,
        at: '"1GiB"',
        fixes: ['Back it with huge pages of 1GiB', 'Leave out `pageSize`'],
      },
    );
  });

  it('finds nothing in huge pages, the base page size, or no size', () => {
    expectNone('MEM08', one({ pageSize: '2MiB', backing: 'hugetlb' }));
    expectNone('MEM08', one({ pageSize: '4KiB' }));
    expectNone('MEM08', one({}));
  });
});
