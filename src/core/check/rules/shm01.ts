import type { Layout, Region } from '../../layout/layout';
import type { ProblemFix } from '../../text/document';
import { formatSize, MEBIBYTE } from '../../text/size';
import { shortages } from '../memoryDemand';
import { fitsDevice, wholeRegion } from '../regionSize';
import type { LayoutContext, LayoutRule } from '../rule';

export const shm01: LayoutRule = {
  id: 'SHM01',
  subject: 'layout',
  severity: 'error',
  title: 'Size that the shared device does not take',
  reason:
    'A PCI BAR is a power of two, and ivshmem asks for at least 1 MiB here; device memory is added in sections, so that guests lose what is left over, or do not see the device at all.',
  source:
    'QEMU, docs/system/devices/ivshmem; PCI Local Bus Specification 3.0, 6.2.5.1; Linux, Documentation/admin-guide/mm/memory-hotplug.rst (section size)',
  *check(layout, context) {
    for (const region of layout.regions) {
      if (fitsDevice(region.device, region.sizeBytes)) continue;
      const need = region.device === 'devdax' ? 'a multiple of 128MiB' : 'a power of two of at least 1MiB';
      const bytes = wholeRegion(region, region.sizeBytes);
      yield {
        message: `Region "${region.name}" has ${formatSize(region.sizeBytes)}, but \`${region.device}\` takes ${need}. Use ${formatSize(bytes)}.`,
        path: [...region.path, 'size'],
        fixes: roundedUp(layout, context, region, bytes),
      };
    }
  },
};

/** Safe where the nodes have room for it: nobody chose a size for what its device leaves unused. */
function roundedUp(
  layout: Layout,
  context: LayoutContext,
  region: Region,
  bytes: number,
): readonly ProblemFix[] {
  if (!Number.isSafeInteger(bytes)) return [];
  const value = formatSize(bytes);
  const changes = [{ path: [...region.path, 'size'], value }];
  return [{ title: `Round up to ${value}`, safe: hasRoom(layout, context, region, bytes), changes }];
}

function hasRoom(layout: Layout, context: LayoutContext, region: Region, bytes: number): boolean {
  const yielding = { ...layout, vms: yieldingVms(layout, context) };
  const grown = layout.regions.map((other) => (other === region ? { ...other, sizeBytes: bytes } : other));
  const before = new Set(shortages(yielding).map(({ nodes }) => nodes.join()));
  const after = shortages({ ...yielding, regions: grown });
  return after.every(({ nodes }) => before.has(nodes.join()));
}

/** VMs whose memory is a share of what is left make room, down to a page a vCPU. */
function yieldingVms({ vms }: Layout, { isWritten }: LayoutContext): Layout['vms'] {
  return vms.map((vm) => {
    const isFixed = isWritten([...vm.path, 'memory']) || isWritten([...vm.path, 'cells', 0]);
    const page = Math.max(MEBIBYTE, vm.backing === 'hugetlb' ? (vm.pageSizeBytes ?? 0) : 0);
    return isFixed ? vm : { ...vm, cells: [], memoryBytes: page * vm.pus.length };
  });
}
