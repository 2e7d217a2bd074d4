import type { Layout, Region, Vm } from '../../layout/layout';
import type { Problem, ProblemFix, ValueChange } from '../../text/document';
import { formatSize } from '../../text/size';
import { fitsDevice, wholeRegion } from '../regionSize';
import type { LayoutRule } from '../rule';
import { listed } from '../words';

export const mem04: LayoutRule = {
  id: 'MEM04',
  subject: 'layout',
  severity: 'error',
  title: 'Size and pages do not go together',
  reason: 'Memory comes in whole pages, and the kernel keeps pools for the page sizes of its machine only.',
  source: 'Linux, Documentation/admin-guide/mm/hugetlbpage.rst; qemu(1), -object memory-backend-file',
  *check(layout) {
    for (const vm of layout.vms) {
      const unknown = unknownPage(layout, vm);
      const page = pageOf(layout, vm);
      if (unknown !== null) yield unknown;
      else if (page !== null) yield* uneven(vm, page);
    }
    for (const region of layout.regions) yield* wrongRegion(layout, region);
  },
};

/** Bytes; null where only the kernel knows. */
function pageOf({ machine }: Layout, vm: Vm): number | null {
  const page = vm.backing === 'hugetlb' ? vm.pageSizeBytes : (machine.pageSizesBytes[0] ?? null);
  return page === null || page <= 0 ? null : page;
}

function unknownPage({ machine }: Layout, vm: Vm): Problem | null {
  const [base, ...huge] = machine.pageSizesBytes;
  if (vm.backing !== 'hugetlb' || base === undefined) return null;
  const wanted = vm.pageSizeBytes;
  if (wanted === null ? huge.length > 0 : huge.includes(wanted)) return null;
  const nearest = wanted === null ? undefined : nearestOf(huge, wanted);
  const asked = wanted === null ? 'huge pages' : `pages of ${formatSize(wanted)}`;
  const have = huge.length === 0 ? 'none' : listed(huge.map((size) => formatSize(size)));
  return {
    message: `VM "${vm.name}" asks for ${asked}, but the huge pages of "${machine.id}" are: ${have}. ${huge.length === 0 ? 'Use another backing.' : 'Use one of these.'}`,
    path: [...vm.path, wanted === null ? 'backing' : 'pageSize'],
    fixes: nearest === undefined ? [] : [setPage(vm, nearest)],
  };
}

function setPage(vm: Vm, bytes: number): ProblemFix {
  const value = formatSize(bytes);
  return {
    title: `Use pages of ${value}`,
    safe: false,
    changes: [{ path: [...vm.path, 'pageSize'], value }],
  };
}

function* uneven(vm: Vm, page: number): Iterable<Problem> {
  const cell = vm.cells.findIndex((each) => each.memoryBytes % page !== 0);
  const isUneven = vm.memoryBytes % page !== 0;
  if (cell === -1 && !isUneven) return;
  const bytes = isUneven ? vm.memoryBytes : (vm.cells[cell]?.memoryBytes ?? 0);
  const what = isUneven ? `VM "${vm.name}"` : `Cell ${cell} of VM "${vm.name}"`;
  yield {
    message: `${what} has ${formatSize(bytes)}, which is no multiple of its page size, ${formatSize(page)}. Use ${formatSize(roundDown(bytes, page))}.`,
    path: isUneven ? [...vm.path, 'memory'] : [...vm.path, 'cells', cell, 'memory'],
    fixes: [rounded(vm, page)],
  };
}

/** Down, since there may be no room for more. The VM gets what its cells have together. */
function rounded(vm: Vm, page: number): ProblemFix {
  const cells = vm.cells.map((cell) => roundDown(cell.memoryBytes, page));
  const whole =
    vm.cells.length === 0 ? roundDown(vm.memoryBytes, page) : cells.reduce((sum, bytes) => sum + bytes, 0);
  const changes: ValueChange[] = cells.flatMap((bytes, index) =>
    bytes === vm.cells[index]?.memoryBytes
      ? []
      : [{ path: [...vm.path, 'cells', index, 'memory'], value: formatSize(bytes) }],
  );
  if (whole !== vm.memoryBytes) changes.push({ path: [...vm.path, 'memory'], value: formatSize(whole) });
  // Nobody chose a size for its last percent.
  const isSmall = Math.abs(vm.memoryBytes - whole) <= vm.memoryBytes / 100;
  return { title: `Round to whole pages (${formatSize(whole)})`, safe: isSmall, changes };
}

/** A region's page size may be the base page size as well. */
function* wrongRegion({ machine }: Layout, region: Region): Iterable<Problem> {
  const { name, sizeBytes, pageSizeBytes: page, device } = region;
  const sizes = machine.pageSizesBytes;
  if (page === null || sizes.length === 0) return;
  if (!sizes.includes(page)) {
    const path = [...region.path, 'pageSize'];
    const nearest = nearestOf(sizes, page);
    yield {
      message: `Region "${name}" asks for pages of ${formatSize(page)}, but those of "${machine.id}" are: ${listed(sizes.map((size) => formatSize(size)))}. Use one of these.`,
      path,
      fixes:
        nearest === undefined
          ? []
          : [
              {
                title: `Use pages of ${formatSize(nearest)}`,
                safe: false,
                changes: [{ path, value: formatSize(nearest) }],
              },
            ],
    };
    return;
  }
  // A size that its device does not take is SHM01's, which minds the pages too.
  if (!fitsDevice(device, sizeBytes) || sizeBytes % page === 0) return;
  const path = [...region.path, 'size'];
  const value = formatSize(wholeRegion(region, sizeBytes));
  yield {
    message: `Region "${name}" has ${formatSize(sizeBytes)}, which is no multiple of its page size, ${formatSize(page)}. Use ${value}.`,
    path,
    fixes: [{ title: `Round up to whole pages (${value})`, safe: false, changes: [{ path, value }] }],
  };
}

function roundDown(bytes: number, page: number): number {
  return Math.max(1, Math.floor(bytes / page)) * page;
}

/** By ratio: 1 MiB is nearer to 2 MiB than to 4 KiB. */
function nearestOf(sizes: readonly number[], wanted: number): number | undefined {
  const distance = (size: number): number => Math.abs(Math.log(size / Math.max(1, wanted)));
  return [...sizes].sort((a, b) => distance(a) - distance(b))[0];
}
