import type { Layout } from '../../layout/layout';
import { formatCpuList } from '../../text/cpuList';
import type { Problem } from '../../text/document';
import { groupBy } from '../../text/groupBy';
import { usablePus } from '../../topology/queries';
import { pusToReserve } from '../housekeeping';
import { ownersOf } from '../owners';
import { ofHost, vmsByHost } from '../perHost';
import type { LayoutRule } from '../rule';
import { count, listed, nodesInWords } from '../words';

export const cpu09: LayoutRule = {
  id: 'CPU09',
  subject: 'layout',
  severity: 'warning',
  title: 'Nothing reserved for the host, or not alike on all nodes',
  reason:
    "The host's own threads and QEMU's need a PU somewhere. Without one of their own they interrupt vCPUs, and where only some nodes have one the VMs are not alike.",
  source:
    'Linux, Documentation/admin-guide/kernel-per-CPU-kthreads.rst; libvirt, Domain XML format, emulatorpin',
  *check(layout) {
    for (const host of vmsByHost(layout).keys()) {
      const problem = layout.machine.reserved.pus.length === 0 ? nothing(layout, host) : uneven(layout, host);
      if (problem === null) continue;
      // Hosts are machines of one kind, and the machine is what must change.
      yield problem;
      return;
    }
  },
};

function nothing(layout: Layout, host: string | null): Problem | null {
  const { machine } = layout;
  const pus = pusToReserve(layout, host);
  if (pus === null) return null;
  return {
    message: `VMs take all ${count(usablePus(machine).length, 'PU')} of "${machine.id}"${ofHost(host)}, and none is reserved for the host: its threads and QEMU's interrupt vCPUs. Reserve a core on each node in the topology (\`"reserved": { "pus": "${formatCpuList(pus)}" }\`), or accept CPU09 where every core must compute.`,
    path: ['machine'],
    concerns: { pus },
  };
}

/** Nodes that VMs fill although others, that they use as well, keep more for the host. */
function uneven(layout: Layout, host: string | null): Problem | null {
  const { machine } = layout;
  const nodes = [...shareOfHost(layout, host)].filter(([, share]) => share.ofVms > 0);
  const most = Math.max(...nodes.map(([, share]) => share.reserved));
  const poor = nodes.filter(([, { reserved, free }]) => reserved < most && free === 0);
  if (poor.length === 0) return null;
  const full = poor.map(([id]) => id);
  const by = [...groupBy(nodes, ([, share]) => share.reserved)].sort(([a], [b]) => b - a);
  const parts = by.map(
    ([reserved, having]) => `${count(reserved, 'PU')} on ${nodesInWords(having.map(([id]) => id))}`,
  );
  return {
    message: `"${machine.id}" reserves ${listed(parts)} for the host${ofHost(host)}, and VMs take the rest of ${nodesInWords(full)}: VMs are not disturbed alike. Reserve as many PUs on each node in the topology.`,
    path: ['machine'],
    concerns: { nodes: full },
  };
}

interface Share {
  ofVms: number;
  reserved: number;
  free: number;
}

/** How the PUs of each node are used. */
function shareOfHost(layout: Layout, host: string | null): ReadonlyMap<number, Share> {
  const { machine } = layout;
  const owners = ownersOf(layout).get(host);
  const reserved = new Set(machine.reserved.pus);
  const shares = new Map<number, Share>();
  for (const { id, node, online, allowed } of machine.pus) {
    if (node === null || !online || !allowed) continue;
    const share = shares.get(node) ?? { ofVms: 0, reserved: 0, free: 0 };
    shares.set(node, share);
    if (reserved.has(id)) share.reserved += 1;
    else if (owners?.has(id) === true) share.ofVms += 1;
    else share.free += 1;
  }
  return shares;
}
