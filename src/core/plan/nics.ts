import type { Network, Vm, VmNic } from '../layout/layout';

/** A network interface of a guest with its ends on the host. */
export interface GuestNic extends VmNic {
  readonly mac: string;
  /** Interface of the host that is its other end; nothing for a device of the host. */
  readonly tap: string;
  /** Bridge of the host that carries its network. */
  readonly bridge: string;
  /** Interface of the host through which the bridge reaches other hosts; null where it does not. */
  readonly hostNic: string | null;
}

/** What the harness reaches a guest through where the layout says nothing. */
const HARNESS_NIC: VmNic = { network: 'default', model: 'virtio', queues: 1, vhost: false, device: null };

/** Bridge of the network that no document names. */
const BRIDGE = 'vmpart0';

/** The interfaces of the VM with this number (from 1), at least one, in the order of the layout. */
export function nicsOf(
  vm: Pick<Vm, 'nics'>,
  index: number,
  networks: readonly Network[],
): readonly [GuestNic, ...GuestNic[]] {
  const [first = HARNESS_NIC, ...others] = vm.nics;
  const made = (nic: VmNic, position: number): GuestNic => nicOf(nic, index, position, networks);
  return [made(first, 0), ...others.map((nic, i) => made(nic, i + 1))];
}

function nicOf(nic: VmNic, index: number, position: number, networks: readonly Network[]): GuestNic {
  const network = networks.find((candidate) => candidate.name === nic.network);
  return {
    ...nic,
    // The fourth byte counts a VM's interfaces (at most 64), the last two the VMs.
    mac: `52:54:00:${hex(0x4d + position)}:${hex(index >> 8)}:${hex(index & 0xff)}`,
    tap: `vmtap${index}${position === 0 ? '' : `n${position}`}`,
    bridge: network === undefined || network.path === null ? BRIDGE : network.name,
    hostNic: network?.hostNic ?? null,
  };
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
