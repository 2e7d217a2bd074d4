import type { Layout, Vm, VmNic } from '../layout/layout';

/** One VM of a session as every driver sees it: what is to be made, not how. */
export interface Guest {
  readonly name: string;
  /** Counted from 1 in the order of the layout; part of the address. */
  readonly index: number;
  /** IPv4 address on the session's bridge. */
  readonly address: string;
  readonly mac: string;
  readonly vcpuPus: readonly number[];
  readonly emulatorPus: readonly number[];
  readonly memory: readonly MemoryBlock[];
  /** True when the guest sees the blocks as NUMA cells. */
  readonly cells: boolean;
  readonly hugePages: { readonly sizeBytes: number | null } | null;
  readonly shared: boolean;
  /** Threads of a core as the guest sees it. */
  readonly threadsPerCore: number;
  readonly nic: VmNic;
}

/** One contiguous piece of guest RAM with its own policy. */
export interface MemoryBlock {
  readonly bytes: number;
  readonly policy: Vm['policy'];
  /** Host nodes, ascending; meaningless under `firstTouch`. */
  readonly nodes: readonly number[];
  /** vCPUs of the cell that the block belongs to; empty without cells. */
  readonly vcpus: readonly number[];
}

/** Prefix length of the bridge's network; guests are `10.77.x.y`, the host is `10.77.0.1`. */
export const SUBNET = '10.77.0.0/16';

/** What the harness reaches a guest through where the layout says nothing. */
const HARNESS_NIC: VmNic = { network: 'default', model: 'virtio', queues: 1, vhost: false, device: null };

export function guestsOf(layout: Layout): readonly Guest[] {
  return layout.vms.map((vm, position) => guestOf(vm, position + 1));
}

function guestOf(vm: Vm, index: number): Guest {
  return {
    name: vm.name,
    index,
    address: `10.77.${1 + Math.floor(index / 250)}.${1 + (index % 250)}`,
    mac: `52:54:00:4d:${hex(index >> 8)}:${hex(index & 0xff)}`,
    vcpuPus: vm.pus,
    emulatorPus: vm.emulatorPus,
    memory: memoryOf(vm),
    cells: vm.cells.length > 0,
    hugePages: vm.backing === 'hugetlb' ? { sizeBytes: vm.pageSizeBytes } : null,
    shared: vm.backing === 'shared',
    threadsPerCore: vm.threadsPerCore,
    nic: vm.nics[0] ?? HARNESS_NIC,
  };
}

function memoryOf(vm: Vm): readonly MemoryBlock[] {
  if (vm.cells.length === 0) {
    return [{ bytes: vm.memoryBytes, policy: vm.policy, nodes: vm.nodes, vcpus: [] }];
  }
  return vm.cells.map((cell) => ({
    bytes: cell.memoryBytes,
    policy: vm.policy,
    nodes: vm.policy === 'firstTouch' ? vm.nodes : [cell.node],
    vcpus: cell.vcpus,
  }));
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
