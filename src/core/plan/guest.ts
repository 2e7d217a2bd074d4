import type { Layout, NicModel, Vm } from '../layout/layout';

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
  readonly nic: { readonly model: NicModel; readonly queues: number; readonly vhost: boolean };
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
    nic: vm.nic,
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
