import type { Demand } from './memoryDemand';

/** Does this memory come from a pool of huge pages? `base` is the base page size in bytes, null where not known. */
export function isHuge(demand: Demand, base: number | null): boolean {
  const { owner } = demand;
  if (owner.kind === 'vm') return owner.vm.backing === 'hugetlb';
  const page = owner.region.pageSizeBytes;
  return page !== null && page > (base ?? 0);
}

/** Page size in bytes that is asked for; null for the kernel's choice. */
export function pageOf({ owner }: Demand): number | null {
  return owner.kind === 'vm' ? owner.vm.pageSizeBytes : owner.region.pageSizeBytes;
}
