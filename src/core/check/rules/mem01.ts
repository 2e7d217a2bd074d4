import type { Layout } from '../../layout/layout';
import { sizeInWords } from '../../text/size';
import { shortages, type Shortage } from '../memoryDemand';
import { lastStraw, limitOf, needInWords, reduced } from '../memoryShortage';
import { ofHost } from '../perHost';
import type { LayoutRule } from '../rule';
import { plural } from '../words';

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
    const limits = found.map(limitOf);
    for (const [index, shortage] of found.entries()) {
      // VMs of a rule all have the same size, so that the scarcest node decides.
      const limit = layout.fromRule ? Math.min(...limits) : (limits[index] ?? 0);
      yield {
        message: messageOf(layout, shortage),
        path: lastStraw(shortage).path,
        concerns: { nodes: shortage.nodes },
        fixes: reduced(layout, shortage, limit),
      };
    }
  },
};

function messageOf(layout: Layout, shortage: Shortage): string {
  const { nodes, availableBytes, demands } = shortage;
  const reserve = layout.machine.reserved.memoryBytesPerNode;
  const kept = reserve > 0 ? ` beside the ${sizeInWords(reserve)} a node kept for the host` : '';
  const owner = demands.find((demand) => demand.owner.kind === 'vm')?.owner;
  const host = owner?.kind === 'vm' ? ofHost(owner.vm.host) : '';
  const remedy =
    owner === undefined ? 'Make it smaller, or take it from another node' : 'Reduce the memory of the VMs';
  return `${needInWords(shortage)}${host}, which ${plural(nodes, 'has', 'have')} ${sizeInWords(availableBytes)}${kept}. ${remedy}.`;
}
