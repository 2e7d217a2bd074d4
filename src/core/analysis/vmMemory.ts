import type { PlanDocument } from '../plan/planDocument';

/** What a layout declares of the memory of one VM, and of where its vCPUs are. */
export interface VmMemory {
  readonly layout: string;
  readonly vm: string;
  /** Ids of the nodes of the PUs of its vCPUs. */
  readonly vcpuNodes: readonly number[];
  /** Ids of the nodes to which its memory is bound, or for which it has a preference; null under `firstTouch`. */
  readonly memoryNodes: readonly number[] | null;
}

type Guest = PlanDocument['layouts'][number]['guests'][number];

/** Of all VMs of a plan, less those of which it does not say: earlier plans, and machines without nodes. */
export function vmMemoryOf({ layouts }: Pick<PlanDocument, 'layouts'>): readonly VmMemory[] {
  return layouts.flatMap(({ name, guests, spans = [] }) =>
    spans.flatMap(({ nodeIds = [] }, at) => ofGuest(name, guests[at], nodeIds)),
  );
}

function ofGuest(layout: string, guest: Guest | undefined, nodeIds: readonly number[]): readonly VmMemory[] {
  if (guest === undefined || nodeIds.length === 0) return [];
  const { name, memory } = guest;
  const isOpen = memory.some(({ policy }) => policy === 'firstTouch');
  const nodes = [...new Set(memory.flatMap((block) => block.nodes))].sort((a, b) => a - b);
  return [{ layout, vm: name, vcpuNodes: nodeIds, memoryNodes: isOpen ? null : nodes }];
}
