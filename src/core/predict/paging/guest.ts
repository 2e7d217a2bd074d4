import type { Vm } from '../../layout/layout';
import { type Buddy, buddyAllocator } from './buddy';
import {
  CPU_LIST_BATCH_BYTES,
  CPU_LIST_HIGH_BYTES,
  LARGEST_BLOCK_BYTES,
  PAGE_DESCRIPTOR_SHARE,
} from './assumptions';
import { cpuLists, type CpuLists } from './cpuLists';
import type { HostNodes } from './hostNodes';
import { placingOf } from './policy';
import { guestRam, type Ram } from './ram';

/** Memory of a VM as its kernel hands it out, over what the host has of it. */
export interface Guest {
  readonly ram: Ram;
  /** For a vCPU, from its own cell first; -1 when the guest has none left. */
  readonly take: (vcpu: number) => number;
  readonly give: (vcpu: number, group: number) => void;
  /** Lists of all vCPUs go back to their zones. */
  readonly drain: () => void;
  readonly zones: readonly Buddy[];
  /** Free memory that can never be needed and is therefore not in `zones`, bytes. */
  readonly beyondBytes: number;
}

/** What a guest is made with, bytes. */
export interface GuestSizes {
  readonly groupBytes: number;
  readonly hostPageBytes: number;
  /** Kept by the kernel from the boot on, in the first cell. */
  readonly keptBytes: number;
  /** Groups that are ever in use at once, at most. */
  readonly groupsInUse: number;
}

interface Block {
  readonly bytes: number;
  readonly nodes: readonly number[];
  readonly vcpus: readonly number[];
}

interface Zone {
  readonly block: Block;
  readonly first: number;
  readonly end: number;
  readonly buddy: Buddy;
  readonly lists: CpuLists;
  readonly beyondBytes: number;
}

export function guestOf(vm: Vm, host: HostNodes, sizes: GuestSizes): Guest {
  const { groupBytes, hostPageBytes } = sizes;
  const shift = Math.max(0, Math.log2(hostPageBytes / groupBytes));
  const zones = zonesOf(vm, blocksOf(vm), { ...sizes, shift });
  const pieces = zones.map(({ block, first, end }) => ({
    groups: end - first,
    placing: placingOf(vm.policy, block.nodes.map(host.placeOf), host),
  }));
  const ram = guestRam(pieces, host, { groupBytes, shift, isCoarse: groupBytes > hostPageBytes });
  const drain = (): void => {
    for (const { lists } of zones) lists.drain();
  };
  const tried = vm.pus.map((_pu, vcpu) => nearestZones(zones, vcpu, host));
  const taken = (vcpu: number): number => {
    for (const { lists } of tried[vcpu] ?? zones) {
      const group = lists.take(vcpu);
      if (group >= 0) return group;
    }
    return -1;
  };
  return {
    ...{ ram, drain, zones: zones.map(({ buddy }) => buddy) },
    beyondBytes: zones.reduce((sum, zone) => sum + zone.beyondBytes, 0),
    take: (vcpu) => {
      const group = taken(vcpu);
      if (group >= 0) return group;
      // What other vCPUs keep is asked back before memory is said to be short (mm/page_alloc.c: drain_all_pages).
      drain();
      return taken(vcpu);
    },
    give: (vcpu, group) => {
      let at = 0;
      while (group >= (zones[at] as Zone).end) at++;
      (zones[at] as Zone).lists.give(vcpu, group);
    },
  };
}

/** As the VM is started: one block, or one for each cell, bound to the cell's node where there is a policy. */
function blocksOf(vm: Vm): readonly Block[] {
  if (vm.cells.length === 0) return [{ bytes: vm.memoryBytes, nodes: vm.nodes, vcpus: [...vm.pus.keys()] }];
  return vm.cells.map(({ memoryBytes, node, vcpus }) => ({ bytes: memoryBytes, nodes: [node], vcpus }));
}

function zonesOf(
  vm: Vm,
  blocks: readonly Block[],
  { groupBytes, keptBytes, groupsInUse, shift }: GuestSizes & { readonly shift: number },
): readonly Zone[] {
  const batch = Math.max(1, Math.floor(CPU_LIST_BATCH_BYTES / groupBytes));
  const high = Math.floor(CPU_LIST_HIGH_BYTES / groupBytes);
  const needed = groupsInUse + vm.pus.length * (high + batch + 1);
  const whole = Math.max(0, Math.log2(LARGEST_BLOCK_BYTES / groupBytes));
  let end = 0;
  return blocks.map((block, at) => {
    const kept = block.bytes * PAGE_DESCRIPTOR_SHARE + (at === 0 ? keptBytes : 0);
    const all = Math.max(0, Math.floor((block.bytes - kept) / groupBytes));
    const top = all === 0 ? 0 : Math.min(whole, Math.floor(Math.log2(all)));
    const count = Math.min(all >> top, Math.ceil(needed / 2 ** top));
    const [first, step] = [end, Math.max(1, 2 ** Math.max(shift, whole))];
    end = first + Math.ceil((count << top) / step) * step;
    const buddy = buddyAllocator(first, count, top);
    const lists = cpuLists(buddy, vm.pus.length, batch, high);
    return { block, first, end, buddy, lists, beyondBytes: (all - (count << top)) * groupBytes };
  });
}

/** A vCPU's own cell, then the others by the distance of their nodes. */
function nearestZones(zones: readonly Zone[], vcpu: number, host: HostNodes): readonly Zone[] {
  const own = zones.find(({ block }) => block.vcpus.includes(vcpu)) ?? zones[0];
  const nearest = host.nearest[host.placeOf(own?.block.nodes[0] ?? null)] ?? [];
  const away = (zone: Zone): number =>
    zone === own ? -1 : nearest.indexOf(host.placeOf(zone.block.nodes[0] ?? null));
  return zones.length < 2 ? zones : [...zones].sort((a, b) => away(a) - away(b));
}
