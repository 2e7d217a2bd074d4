import type { Vm } from '../../layout/layout';
import { formatCpuList } from '../../text/cpuList';
import type { Problem } from '../../text/document';
import type { Machine, Pu } from '../../topology/machine';
import { usablePus } from '../../topology/queries';
import { coreKey, coresOf, pusByCore } from '../cores';
import { groupBy } from '../../text/groupBy';
import { ofHost, vmsByHost } from '../perHost';
import type { LayoutRule } from '../rule';
import { count, listed, nodesInWords } from '../words';

/** Cores of the smallest node from which on one of them for the host is worth it: an eighth of the machine at most. */
const WORTH_IT = 8;

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
    const { machine } = layout;
    for (const [host, vms] of vmsByHost(layout)) {
      const problem =
        machine.reserved.pus.length === 0 ? nothing(machine, vms, host) : uneven(machine, vms, host);
      if (problem === null) continue;
      // Hosts are machines of one kind, and the machine is what must change.
      yield problem;
      return;
    }
  },
};

function nothing(machine: Machine, vms: readonly Vm[], host: string | null): Problem | null {
  const used = pusOf(vms);
  const usable = usablePus(machine);
  if (usable.length === 0 || usable.some((pu) => !used.has(pu.id))) return null;
  const cores = [...groupBy(usable, (pu) => pu.node ?? -1).values()].map((pus) => coresAmong(machine, pus));
  if (cores.some((own) => own.length < WORTH_IT)) return null;
  const wanted = cores.flatMap(([first]) => siblingsOf(machine, first));
  const list = formatCpuList(wanted.sort((a, b) => a - b));
  const message = `VMs take all ${count(usable.length, 'PU')} of "${machine.id}"${ofHost(host)}, and none is reserved for the host: its threads and QEMU's interrupt vCPUs. Reserve a core on each node in the topology (\`"reserved": { "pus": "${list}" }\`), or accept CPU09 where every core must compute.`;
  return { message, path: ['machine'], concerns: { pus: wanted } };
}

/** A PU of each core, in order, as many as decide. */
function coresAmong(machine: Machine, pus: readonly Pu[]): readonly Pu[] {
  const known = coresOf(machine);
  const seen = new Set<string>();
  const firsts: Pu[] = [];
  for (const pu of pus) {
    const core = known.get(pu.id) ?? null;
    if (core !== null && seen.has(core)) continue;
    if (core !== null) seen.add(core);
    firsts.push(pu);
    if (firsts.length === WORTH_IT) break;
  }
  return firsts;
}

function siblingsOf(machine: Machine, pu: Pu | undefined): readonly number[] {
  if (pu === undefined) return [];
  const core = coreKey(pu);
  return (core === null ? [pu] : (pusByCore(machine).get(core) ?? [pu])).map(({ id }) => id);
}

/** Nodes that VMs fill although others, that they use as well, keep more for the host. */
function uneven(machine: Machine, vms: readonly Vm[], host: string | null): Problem | null {
  const nodes = [...shareOfHost(machine, vms)].filter(([, share]) => share.ofVms > 0);
  const most = Math.max(...nodes.map(([, share]) => share.reserved));
  const poor = nodes.filter(([, { reserved, free }]) => reserved < most && free === 0);
  if (poor.length === 0) return null;
  const full = poor.map(([id]) => id);
  const by = [...groupBy(nodes, ([, share]) => share.reserved)].sort(([a], [b]) => b - a);
  const parts = by.map(
    ([reserved, having]) => `${count(reserved, 'PU')} on ${nodesInWords(having.map(([id]) => id))}`,
  );
  const message = `"${machine.id}" reserves ${listed(parts)} for the host${ofHost(host)}, and VMs take the rest of ${nodesInWords(full)}: VMs are not disturbed alike. Reserve as many PUs on each node in the topology.`;
  return { message, path: ['machine'], concerns: { nodes: full } };
}

interface Share {
  ofVms: number;
  reserved: number;
  free: number;
}

/** How the PUs of each node are used. */
function shareOfHost(machine: Machine, vms: readonly Vm[]): ReadonlyMap<number, Share> {
  const used = pusOf(vms);
  const reserved = new Set(machine.reserved.pus);
  const shares = new Map<number, Share>();
  for (const { id, node, online, allowed } of machine.pus) {
    if (node === null || !online || !allowed) continue;
    const share = shares.get(node) ?? { ofVms: 0, reserved: 0, free: 0 };
    shares.set(node, share);
    if (reserved.has(id)) share.reserved += 1;
    else if (used.has(id)) share.ofVms += 1;
    else share.free += 1;
  }
  return shares;
}

function pusOf(vms: readonly Vm[]): ReadonlySet<number> {
  const pus = new Set<number>();
  for (const vm of vms) for (const pu of vm.pus) pus.add(pu);
  return pus;
}
