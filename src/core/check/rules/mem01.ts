import type { Layout, Vm } from '../../layout/layout';
import type { ProblemFix } from '../../text/document';
import { formatSize, MEBIBYTE, sizeInWords } from '../../text/size';
import { shortages, sum, type Demand, type Shortage } from '../memoryDemand';
import type { LayoutRule } from '../rule';
import { named, nodesInWords, plural } from '../words';

export const mem01: LayoutRule = {
  id: 'MEM01',
  subject: 'layout',
  severity: 'error',
  title: 'More memory than the nodes have',
  reason:
    'Memory bound to a full node is not taken from another one: the kernel swaps, or kills the VM in the middle of a run.',
  source: 'mbind(2), MPOL_BIND; Linux, numa_memory_policy.rst',
  *check(layout) {
    const found = shortages(layout);
    const limits = found.map((shortage) => limitOf(shortage));
    for (const [index, shortage] of found.entries()) {
      // VMs of a rule all have the same size, so that the scarcest node decides.
      const limit = layout.fromRule ? Math.min(...limits) : (limits[index] ?? 0);
      yield {
        message: messageOf(layout, shortage),
        path: lastStraw(shortage).path,
        fixes: limit > 0 ? reduce(layout, shortage, limit) : [],
      };
    }
  },
};

function messageOf(layout: Layout, { nodes, availableBytes, demands }: Shortage): string {
  const names = [...new Set(demands.map((demand) => demand.vm.name))];
  const reserve = layout.machine.reserved.memoryBytesPerNode;
  const host = reserve > 0 ? ` beside the ${sizeInWords(reserve)} a node kept for the host` : '';
  const have = plural(nodes, 'has', 'have');
  return `${plural(names, 'VM', 'VMs')} ${named(names)} ${plural(names, 'needs', 'need')} ${sizeInWords(sum(demands))} of ${nodesInWords(nodes)}, which ${have} ${sizeInWords(availableBytes)}${host}. Reduce the memory of the VMs.`;
}

/** The demand with which the sum first exceeds what there is. */
function lastStraw({ demands, availableBytes }: Shortage): Demand {
  let bytes = 0;
  const straw = demands.find((demand) => (bytes += demand.bytes) > availableBytes);
  return straw ?? (demands[0] as Demand);
}

/**
 * Bytes to which every VM must be cut so that all fit, larger ones first, in whole MiB and pages. 0 where that does
 * not help, because the memory stands in cells.
 */
function limitOf({ demands, availableBytes }: Shortage): number {
  const flexible = demands.filter((demand) => demand.vm.cells.length === 0).sort((a, b) => a.bytes - b.bytes);
  let rest = availableBytes - sum(demands.filter((demand) => demand.vm.cells.length > 0));
  let left = flexible.length;
  for (const { bytes } of flexible) {
    if (bytes * left > rest) break;
    rest -= bytes;
    left -= 1;
  }
  const grain = Math.max(MEBIBYTE, ...flexible.map(({ vm }) => vm.pageSizeBytes ?? 0));
  return left === 0 ? 0 : Math.max(0, Math.floor(rest / left / grain) * grain);
}

function reduce(layout: Layout, { demands }: Shortage, limit: number): readonly ProblemFix[] {
  const isLarger = (vm: Vm): boolean => vm.cells.length === 0 && vm.memoryBytes > limit;
  const vms = [...new Set(demands.map((demand) => demand.vm))].filter(isLarger);
  if (vms.length === 0) return [];
  const value = formatSize(limit);
  const changes = vms.map((vm) => ({ path: [...vm.path, 'memory'], value }));
  const which = layout.fromRule ? 'every VM' : named(vms.map((vm) => vm.name));
  return [{ title: `Reduce ${which} to ${value}`, safe: false, changes }];
}
