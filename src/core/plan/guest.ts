import type { Layout, Region, Vm } from '../layout/layout';
import { pinnedSets } from '../layout/pinning';
import { cellDistances } from './cellDistances';
import { type GuestNic, nicsOf } from './nics';

/** One VM of a layout as every driver sees it: what is to be made, not how. */
export interface Guest {
  readonly name: string;
  /** Counted from 1 in the order of the layout; part of the address. */
  readonly index: number;
  /** One of the layout's hosts; null where the layout names none. */
  readonly host: string | null;
  /** IPv4 address on the session's bridge. */
  readonly address: string;
  /** Host PU of each vCPU, in vCPU order. */
  readonly vcpuPus: readonly number[];
  /** PUs on which each vCPU may run, in vCPU order: its own alone where vCPUs are pinned one to one. */
  readonly vcpuSets: readonly (readonly number[])[];
  readonly emulatorPus: readonly number[];
  /** PUs of I/O and vhost threads where these are others than the emulator's; null where they are the same. */
  readonly ioThreadPus: readonly number[] | null;
  /** At least one. */
  readonly memory: readonly MemoryBlock[];
  /** True when the guest sees the blocks as NUMA cells. */
  readonly cells: boolean;
  /** SLIT distances between the cells, in their order; null without cells, or where the machine does not know them. */
  readonly distances: readonly (readonly number[])[] | null;
  readonly hugePages: { readonly sizeBytes: number | null } | null;
  readonly shared: boolean;
  /** All memory is allocated before the guest starts. */
  readonly prealloc: boolean;
  readonly balloon: boolean;
  readonly freePageReporting: boolean;
  /** Threads of a core as the guest sees it. */
  readonly threadsPerCore: number;
  /** The first one carries the harness. */
  readonly nics: readonly [GuestNic, ...GuestNic[]];
  readonly regions: readonly GuestRegion[];
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

/** Memory of the host that the guest maps. */
export interface GuestRegion extends Omit<Region, 'path' | 'pageSizeBytes'> {
  /** Page size of the host's memory behind it. */
  readonly pageBytes: number;
  /** Its pages are larger than the host's base pages: they come from a pool. */
  readonly isHuge: boolean;
}

/** How many cores and threads the guest sees. */
export interface CpuShape {
  readonly sockets: number;
  readonly cores: number;
  readonly threads: number;
}

/** Prefix length of the bridge's network; guests are `10.77.x.y`, the host is `10.77.0.1`. */
export const SUBNET = '10.77.0.0/16';

export function guestsOf(layout: Layout): readonly Guest[] {
  return layout.vms.map((vm, position) => guestOf(layout, vm, position + 1));
}

function guestOf(layout: Layout, vm: Vm, index: number): Guest {
  return {
    name: vm.name,
    index,
    host: vm.host,
    address: `10.77.${1 + Math.floor(index / 250)}.${1 + (index % 250)}`,
    vcpuPus: vm.pus,
    vcpuSets: pinnedSets(vm, layout.machine),
    emulatorPus: vm.emulatorPus,
    ioThreadPus: ioThreadsApart(vm) ? vm.ioThreadPus : null,
    memory: memoryOf(vm),
    cells: vm.cells.length > 0,
    distances: cellDistances(vm.cells, layout.machine),
    hugePages: vm.backing === 'hugetlb' ? { sizeBytes: vm.pageSizeBytes } : null,
    shared: vm.backing === 'shared',
    prealloc: vm.prealloc,
    balloon: vm.balloon,
    freePageReporting: vm.freePageReporting,
    threadsPerCore: vm.threadsPerCore,
    nics: nicsOf(vm, index, layout.networks),
    regions: layout.regions
      .filter((region) => vm.regions.includes(region.name))
      .map((region) => regionOf(region, layout.machine.pageSizesBytes[0] ?? 4096)),
  };
}

/** Has the VM I/O threads on PUs of their own? */
export function ioThreadsApart(vm: Pick<Vm, 'ioThreadPus' | 'emulatorPus'>): boolean {
  return vm.ioThreadPus.length > 0 && vm.ioThreadPus.join() !== vm.emulatorPus.join();
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

function regionOf(region: Region, basePageBytes: number): GuestRegion {
  const { name, sizeBytes, node, device, pageSizeBytes } = region;
  const pageBytes = pageSizeBytes ?? basePageBytes;
  return { name, sizeBytes, node, device, pageBytes, isHuge: pageBytes > basePageBytes };
}

/** Bytes of RAM, regions not counted. */
export function ramBytes(guest: Guest): number {
  return guest.memory.reduce((sum, block) => sum + block.bytes, 0);
}

/** A socket for each cell; null where the vCPUs do not divide evenly into cells and cores. */
export function cpuShape(guest: Guest): CpuShape | null {
  const count = guest.vcpuPus.length;
  const threads = guest.threadsPerCore;
  const sockets = guest.cells ? guest.memory.length : 1;
  return count % (sockets * threads) === 0 ? { sockets, cores: count / (sockets * threads), threads } : null;
}

/** Regions that the guest sees as persistent memory, beside its RAM. */
export function pmemRegions(guest: Guest): readonly GuestRegion[] {
  return guest.regions.filter((region) => region.device === 'devdax');
}
