import type { Inside } from './inside';
import type { Thread } from './program';
import { NOBODY, type Ram, SEVERAL, SPREAD, UNMAPPED } from './ram';
import type { Tally, Touches } from './tally';

/** A first touch in the guest, which the host maps where it has not yet. */
export function toucherOf(
  { guest: { ram }, vcpus, guestPageBytes, hostPageBytes }: Inside,
  run: number,
  tally: Tally,
): (group: number, cpu: number, bytes: number, isTimed: boolean) => void {
  const { shift, nodeAt, mappedIn, swapped, toucher } = ram;
  const count = (touches: Touches, bytes: number, mapped: number, wasSwapped: boolean): void => {
    touches.guest += bytes / guestPageBytes;
    touches.unmapped += mapped;
    if (wasSwapped) touches.reclaimed += mapped;
  };
  return (group, cpu, bytes, isTimed) => {
    const unit = group >> shift;
    const isNew = nodeAt[unit] === UNMAPPED;
    const wasSwapped = isNew && swapped[unit] === 1;
    const mapped = isNew ? (shift > 0 ? 1 : bytes / hostPageBytes) : 0;
    count(tally.all, bytes, mapped, wasSwapped);
    if (isTimed) count(tally.timed, bytes, mapped, wasSwapped);
    const node = vcpus.nodeOf[cpu] as number;
    const before = toucher[group] as number;
    if (isNew) ram.map(unit, node, run);
    else {
      if ((mappedIn[unit] as number) < run) tally.inherited += bytes / guestPageBytes;
      const remote = (bytes / guestPageBytes) * remotePart(ram, unit, node);
      if (before === NOBODY || before === cpu) tally.foundSingle += remote;
      else tally.foundMultiple += remote;
    }
    toucher[group] = before === NOBODY || before === cpu ? cpu : SEVERAL;
  };
}

/** All other processes fault on a shared group once, and find it there. */
export function mapByOthers(
  { program: { threads, processes, shared }, guest: { ram }, vcpus, guestPageBytes }: Inside,
  run: number,
  { group, first }: { readonly group: number; readonly first: Thread },
  tally: Tally,
): void {
  if (processes.length < 2) return;
  const pages = shared.bytes / guestPageBytes;
  const unit = group >> ram.shift;
  const others = processes.length - 1;
  tally.all.guest += pages * others;
  if ((ram.mappedIn[unit] as number) < run) tally.inherited += pages * others;
  for (const [process, [thread]] of processes.entries()) {
    if (process === first.process || thread === undefined) continue;
    const node = vcpus.nodeOf[(threads[thread] as Thread).cpu] as number;
    tally.foundMultiple += pages * remotePart(ram, unit, node);
  }
  ram.toucher[group] = SEVERAL;
}

/** Which part of a mapped unit lies on other nodes than this one, 0 to 1. */
function remotePart({ nodeAt, placingAt }: Ram, unit: number, node: number): number {
  const at = nodeAt[unit] as number;
  if (at !== SPREAD) return at === node ? 0 : 1;
  const { nodes } = placingAt(unit);
  return nodes.includes(node) ? 1 - 1 / nodes.length : 1;
}
