import type { LayoutRule } from '../rule';
import { formatSize } from '../../text/size';

export const mem08: LayoutRule = {
  id: 'MEM08',
  subject: 'layout',
  severity: 'warning',
  title: 'Page size of memory without huge pages',
  reason:
    'Only a pool of huge pages has a size to choose. Other memory has base pages, and larger ones where the kernel makes them by itself, which is a setting of the host.',
  source:
    'qemu(1), -object memory-backend-memfd, hugetlbsize; Linux, Documentation/admin-guide/mm/transhuge.rst',
  *check(layout) {
    const [base] = layout.machine.pageSizesBytes;
    for (const vm of layout.vms) {
      const { backing, pageSizeBytes: size } = vm;
      if (backing === 'hugetlb' || size === null || size === base) continue;
      const path = [...vm.path, 'pageSize'];
      yield {
        message: `VM "${vm.name}" asks for pages of ${formatSize(size)}, but its backing "${backing}" has no page size of its own, so that this is not looked at. Use the backing "hugetlb", or leave out \`pageSize\`.`,
        path,
        fixes: [
          {
            title: `Back it with huge pages of ${formatSize(size)}`,
            safe: false,
            changes: [{ path: [...vm.path, 'backing'], value: 'hugetlb' }],
          },
          { title: 'Leave out `pageSize`', safe: false, changes: [{ path, remove: true }] },
        ],
      };
    }
  },
};
