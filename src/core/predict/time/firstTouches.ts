import type { TouchCounts } from '../paging/paging';
import type { SystemCosts } from './systemCosts';

export const NO_TOUCHES: TouchCounts = { guest: 0, unmapped: 0, reclaimed: 0 };

/** What first touches cost each thread of a VM, or of the machine itself, seconds. */
export interface TouchSeconds {
  /** In the kernel that gives the pages. */
  readonly kernel: number;
  /** In the hypervisor: mapping, reading back, keeping shadow page tables. */
  readonly host: number;
  /** Waiting for the VM's lock beyond that. */
  readonly lockWait: number;
}

/**
 * Threads touch alike and at the same time. The host maps memory of a VM under locks of the VM (KVM's of its page tables,
 * Linux's of QEMU's address space), so those parts come one after the other: they take the sum over all threads, where
 * that is longer than what a thread does itself. Natively each process has locks of its own.
 */
export function touchSeconds(
  touches: TouchCounts,
  threads: number,
  paging: 'nested' | 'shadow' | 'native',
  costs: SystemCosts,
): TouchSeconds {
  if (threads === 0) return { kernel: 0, host: 0, lockWait: 0 };
  const kernel = (touches.guest * costs.guestFaultSeconds) / threads;
  if (paging === 'native') return { kernel, host: 0, lockWait: 0 };
  const shadow = paging === 'shadow' ? touches.guest * costs.shadowFaultSeconds : 0;
  const mapping = touches.unmapped * costs.hostFaultSeconds + shadow;
  const host = (mapping + touches.reclaimed * costs.swapInSeconds) / threads;
  const lockWait = Math.max(0, mapping * costs.hostFaultLockedShare - host - kernel);
  return { kernel, host, lockWait };
}
