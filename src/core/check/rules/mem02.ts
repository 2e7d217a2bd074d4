import { sizeInWords } from '../../text/size';
import { isHuge } from '../hugePages';
import { probedVms } from '../probedVms';
import { demandsOn, shortages, shortagesOf } from '../memoryDemand';
import { lastStraw, limitOf, needInWords, reduced } from '../memoryShortage';
import type { LayoutRule } from '../rule';

export const mem02: LayoutRule = {
  id: 'MEM02',
  subject: 'layout',
  severity: 'warning',
  title: 'More memory than is free on the host now',
  reason:
    'Memory that something else holds must first be taken back, in the middle of a run, or comes from another node where the policy lets it.',
  source:
    'Linux, Documentation/admin-guide/mm/numa_memory_policy.rst; proc(5), drop_caches; the probe (MemFree of each node)',
  needsHost: true,
  *check(layout, { host }) {
    if (host === null) return;
    const { freeBytes } = host.facts;
    const base = layout.machine.pageSizesBytes[0] ?? null;
    // Huge pages are taken from a pool that is no longer free memory: MEM03.
    const demands = demandsOn(layout, probedVms(layout, host.name)).filter((demand) => !isHuge(demand, base));
    // More than the node has at all is MEM01's.
    const beyond = new Set(shortages(layout).flatMap(({ nodes }) => nodes));
    for (const shortage of shortagesOf(layout.machine, demands, (node) => freeBytes[`${node}`] ?? null)) {
      const { nodes, availableBytes } = shortage;
      if (nodes.some((node) => beyond.has(node))) continue;
      yield {
        message: `${needInWords(shortage)}, where only ${sizeInWords(availableBytes)} is free. Drop the host's caches and end what else takes memory there, then probe again; or reduce the memory of the VMs.`,
        path: lastStraw(shortage).path,
        concerns: { nodes },
        fixes: reduced(layout, shortage, limitOf(shortage)),
      };
    }
  },
};
