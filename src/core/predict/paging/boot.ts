import { seededRandom, type Random } from '../../experiment/random';
import type { RankPlace } from '../../experiment/ranks';
import type { Vm } from '../../layout/layout';
import { PAGE_DESCRIPTOR_SHARE, type PagingAssumptions } from './assumptions';
import { type Guest, guestOf } from './guest';
import { type HostNodes, takeRoom } from './hostNodes';
import type { Inside } from './inside';
import type { PagingSetup } from './paging';
import { programOf } from './program';
import { UNMAPPED } from './ram';
import { vcpusOf } from './vcpus';

/** A VM that has booted, and how its memory goes back to the host. */
export interface Booted {
  readonly inside: Inside;
  readonly stop: () => void;
}

interface Boot {
  readonly setup: PagingSetup;
  readonly vm: Vm;
  readonly places: readonly RankPlace[];
  readonly host: HostNodes;
  readonly assumptions: PagingAssumptions;
  readonly random: Random;
}

export function boot({ setup, vm, places, host, assumptions, random }: Boot): Booted {
  const { machine } = setup.layout;
  const base = machine.pageSizesBytes[0] ?? 4096;
  const guestPageBytes = setup.guestPageBytes ?? base;
  const hostPageBytes = vm.pageSizeBytes ?? setup.hostPageBytes ?? base;
  const program = programOf({ ...setup, places, guestPageBytes });
  const keptBytes = assumptions.bootKeptBytes.value;
  const freed = Math.floor(assumptions.bootFreedBytes.value / program.groupBytes);
  const guest = guestOf(vm, host, {
    ...{ groupBytes: program.groupBytes, hostPageBytes, keptBytes },
    groupsInUse: Math.max(program.groupsInUse, freed),
  });
  const vcpus = vcpusOf(vm, machine, host, random);
  vcpus.settle();
  const bootNode = vcpus.nodeOf[0] ?? 0;
  if (vm.prealloc) preallocate(guest, host.ofPu(anyOf(vm.emulatorPus, random) ?? vm.pus[0] ?? -1));
  const kept = Math.min(vm.memoryBytes, keptBytes + vm.memoryBytes * PAGE_DESCRIPTOR_SHARE);
  const order = guest.ram.nodeAt.length > 0 ? guest.ram.placingAt(0).order(0, bootNode) : [bootNode];
  const keptOn = takeRoom(host.room, order, kept);
  giveBack(guest, freed, bootNode);
  const swaps = vcpus.isFloating ? (assumptions.floatingMovesPerRun.value * vm.pus.length) / 2 : 0;
  const touching = Math.min(1, Math.max(0, assumptions.touchingShare.value));
  return {
    inside: {
      ...{ program, guest, vcpus, random, nodes: host.ids.length, guestPageBytes, hostPageBytes },
      swaps: { touching: swaps * touching, after: swaps * (1 - touching) },
    },
    stop: () => {
      host.room[keptOn] = (host.room[keptOn] as number) + kept;
      for (let unit = 0; unit < guest.ram.nodeAt.length; unit++) guest.ram.discard(unit);
    },
  };
}

/** Random numbers of one VM, so that one VM more leaves the others as they are. */
export function randomOf(seed: number, vm: number): Random {
  return seededRandom(seedOf(seed, vm + 1));
}

/** A seed with which the first VM has the random numbers that so many VMs behind it have with this one. */
export function seedOf(seed: number, vm: number): number {
  return (seed + Math.imul(vm, 0x9e3779b1)) >>> 0;
}

/** One thread of the emulator touches all memory before the guest is there. */
function preallocate({ ram }: Guest, node: number): void {
  for (let unit = 0; unit < ram.nodeAt.length; unit++) ram.map(unit, node, 0);
}

/** What the boot used for a while: mapped, and the first to be handed out. */
function giveBack({ take, give, ram }: Guest, groups: number, node: number): void {
  const taken: number[] = [];
  for (let left = groups; left > 0; left--) {
    const group = take(0);
    if (group < 0) break;
    taken.push(group);
    ram.toucher[group] = 0;
    if (ram.nodeAt[group >> ram.shift] === UNMAPPED) ram.map(group >> ram.shift, node, 0);
  }
  for (const group of taken) give(0, group);
}

function anyOf(pus: readonly number[], random: Random): number | undefined {
  return pus.length === 0 ? undefined : pus[random(pus.length)];
}
