import type { Vm } from '../../layout/layout';
import type { Technique } from '../../schema/generated/vmexperiment.types';
import { balloonRestBytes, REPORTED_BLOCK_BYTES } from './assumptions';
import type { Inside } from './inside';
import { UNMAPPED } from './ram';
import type { SingleUse } from './reading';

/** A VM between two runs: what it is, and who used what at the last reading. */
interface Between {
  readonly vm: Vm;
  readonly inside: Inside;
  readonly singles: readonly SingleUse[];
}

/** What a technique does to where memory is (docs/memory/techniques.md); `restart` is not among them. */
export function apply(technique: Exclude<Technique, 'restart'>, between: Between): void {
  switch (technique) {
    case 'reclaim':
      reclaim(between);
      return;
    case 'balloon':
      balloon(between);
      return;
    case 'reportFreePages':
      between.inside.guest.drain();
      reportFree(between);
      return;
    case 'migrate':
      migrate(between);
      return;
  }
}

/** Everything goes to swap, free memory of the guest as well, which the host cannot tell apart. Not so pages of a pool. */
function reclaim({ vm, inside: { guest } }: Between): void {
  if (vm.backing === 'hugetlb') return;
  const { nodeAt, swapOut } = guest.ram;
  for (let unit = 0; unit < nodeAt.length; unit++) swapOut(unit);
}

/** The guest hands its free memory to the balloon as to anybody else, on its first vCPU, and gets it back. */
function balloon({ vm, inside: { guest, program } }: Between): void {
  if (!vm.balloon || vm.backing === 'hugetlb') return;
  const rest = Math.max(0, balloonRestBytes(vm.memoryBytes) - guest.beyondBytes) / program.groupBytes;
  const free = guest.zones.reduce((sum, zone) => sum + zone.freeGroups(), 0);
  const taken: number[] = [];
  for (let left = Math.floor(free - rest); left > 0; left--) {
    const group = guest.take(0);
    if (group < 0) break;
    taken.push(group);
  }
  const { shift, discard } = guest.ram;
  const groupsIn = new Map<number, number>();
  for (const group of taken) groupsIn.set(group >> shift, (groupsIn.get(group >> shift) ?? 0) + 1);
  for (const [unit, groups] of groupsIn) if (groups === 2 ** shift) discard(unit);
  for (const group of taken) guest.give(0, group);
}

/** The host takes what lies wholly in free blocks that are large enough. A guest that may report does so all the time. */
export function reportFree({ vm, inside: { guest, program } }: Pick<Between, 'vm' | 'inside'>): void {
  if (!vm.freePageReporting) return;
  const { shift, discard } = guest.ram;
  const order = Math.max(0, Math.log2(REPORTED_BLOCK_BYTES / program.groupBytes));
  for (const zone of guest.zones)
    zone.freeBlocks(order, (first, groups) => {
      const end = (first + groups) >> shift;
      for (let unit = Math.ceil(first / 2 ** shift); unit < end; unit++) discard(unit);
    });
}

/** What had one user moves to his node; what a policy binds stays, as does what several used. */
function migrate({ vm, inside: { guest }, singles }: Between): void {
  if (vm.policy === 'bind') return;
  const { nodeAt, move } = guest.ram;
  for (const { unit, node } of singles)
    if (nodeAt[unit] !== UNMAPPED && nodeAt[unit] !== node) move(unit, node);
}
