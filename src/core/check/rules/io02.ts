import type { Layout, Network, Vm } from '../../layout/layout';
import { formatCpuList } from '../../text/cpuList';
import type { Problem, ProblemFix, ValueChange } from '../../text/document';
import type { HostNic } from '../../topology/machine';
import { nodesOf } from '../../topology/queries';
import { cardOf } from '../../topology/hostNics';
import { housekeepingOf, type Housekeeping } from '../housekeeping';
import type { LayoutRule } from '../rule';
import { named, nodesInWords, plural, pusInWords } from '../words';

export const io02: LayoutRule = {
  id: 'IO02',
  subject: 'layout',
  severity: 'warning',
  title: "I/O threads off the network card's node",
  reason:
    'A vhost or I/O thread handles every packet between the card and the guest: on another node, its rings and buffers are remote for each of them.',
  source:
    "Linux, Documentation/networking/scaling.rst; the machine's `nics`; libvirt, Domain XML format, iothreadpin",
  *check(layout, { isWritten }) {
    const cards = cardsOf(layout);
    if (cards.length === 0) return;
    const housekeeping = housekeepingOf(layout);
    const users = usersOf(layout);
    for (const { network, nic, node } of cards) {
      const far = (users.get(network.name) ?? []).filter(
        (vm) => vm.ioThreadPus.length > 0 && !nodesOf(layout.machine, vm.ioThreadPus).includes(node),
      );
      const own = far.filter((vm) => isWritten([...vm.path, 'ioThreadPus']));
      for (const vm of own) yield ownThreads(layout, vm, { network, nic, node }, housekeeping);
      // Threads that nobody placed follow the VM. That is one decision for all of them; QEMU's main loop stays there.
      const following = far.filter((vm) => !own.includes(vm) && usesVhost(vm, network));
      if (following.length > 0) yield followingThreads(following, { network, nic, node }, housekeeping);
    }
  },
};

/** The card through which a network leaves its host. */
interface Card {
  readonly network: Network;
  readonly nic: HostNic;
  readonly node: number;
}

function cardsOf({ networks, machine }: Layout): readonly Card[] {
  return networks.flatMap((network) => {
    const nic = network.hostNic === null ? null : cardOf(machine, network.hostNic);
    return nic === null || nic.node === null ? [] : [{ network, nic, node: nic.node }];
  });
}

/** VMs by network, but for those to which a device of their own is handed: no thread serves that. */
function usersOf({ vms }: Layout): ReadonlyMap<string, readonly Vm[]> {
  const users = new Map<string, Vm[]>();
  for (const vm of vms) {
    const names = new Set(vm.nics.filter((nic) => nic.model !== 'vfio').map((nic) => nic.network));
    for (const name of names) {
      const list = users.get(name);
      if (list === undefined) users.set(name, [vm]);
      else list.push(vm);
    }
  }
  return users;
}

function usesVhost(vm: Vm, network: Network): boolean {
  return vm.nics.some((nic) => nic.network === network.name && nic.model === 'virtio' && nic.vhost);
}

function ownThreads(layout: Layout, vm: Vm, card: Card, housekeeping: Housekeeping): Problem {
  const nodes = nodesOf(layout.machine, vm.ioThreadPus);
  const where = nodes.length === 0 ? 'no known node' : nodesInWords(nodes);
  return {
    message: `I/O threads of VM "${vm.name}" run on ${pusInWords(vm.ioThreadPus)} (${where}), but its network "${card.network.name}" leaves the host through ${card.nic.name} on node ${card.node}. ${remedy([vm], card, housekeeping)}`,
    path: [...vm.path, 'ioThreadPus'],
    concerns: { pus: vm.ioThreadPus, nodes: [card.node] },
    fixes: moved([vm], card, housekeeping),
  };
}

function followingThreads(vms: readonly Vm[], card: Card, housekeeping: Housekeeping): Problem {
  return {
    message: `Network "${card.network.name}" leaves the host through ${card.nic.name} on node ${card.node}, but vhost threads of ${plural(vms, 'VM', 'VMs')} ${named(vms.map(({ name }) => name))} run beside ${plural(vms, 'its', 'their')} vCPUs on other nodes. ${remedy(vms, card, housekeeping)}`,
    path: ['networks', card.network.name, 'hostNic'],
    concerns: { nodes: [card.node] },
    fixes: moved(vms, card, housekeeping),
  };
}

function remedy(vms: readonly Vm[], { node }: Card, { on }: Housekeeping): string {
  const pus = on(vms[0]?.host ?? null, [node]);
  return pus.length === 0
    ? `Leave a PU of node ${node} free for them, and name it in \`ioThreadPus\`.`
    : `Put them on ${pusInWords(pus)} with \`ioThreadPus\`.`;
}

/** Only where every VM finds a PU that is not a vCPU's. */
function moved(vms: readonly Vm[], { node }: Card, { on }: Housekeeping): readonly ProblemFix[] {
  const changes = vms.flatMap((vm): ValueChange[] => {
    const pus = on(vm.host, [node]);
    return pus.length === 0 ? [] : [{ path: [...vm.path, 'ioThreadPus'], value: formatCpuList(pus) }];
  });
  if (changes.length < vms.length) return [];
  return [{ title: `Move the I/O threads to node ${node}`, safe: false, changes }];
}
