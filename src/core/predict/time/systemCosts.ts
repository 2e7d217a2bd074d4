import type { FittedValues } from '../fittedParameters';
import { sourced } from '../sourced';

/**
 * What operating systems and the hypervisor cost, as plain numbers. Zero switches a mechanism off.
 */
export interface SystemCosts {
  /** Of the shorter of a thread's computing and waiting for memory, the share that runs beside the other. */
  readonly overlapShare: number;
  /** Added to each walk of page tables by the second dimension of nested paging. */
  readonly nestedWalkSeconds: number;
  /** Timer interrupts of each vCPU, a second. */
  readonly ticksPerSecond: number;
  /** What a tick costs a guest more than a machine. */
  readonly guestTickSeconds: number;
  /** Growth of time under locks and in barriers with each further vCPU of a VM, as a share of it. */
  readonly lockGrowthPerVcpu: number;
  /** What an operating system does for itself now and then, on one of its PUs: how long, and how often. */
  readonly imageEventSeconds: number;
  readonly imagePeriodSeconds: number;
  /** First touch of a page, by the kernel that gives it. */
  readonly guestFaultSeconds: number;
  /** First touch of a frame that the host has to map. */
  readonly hostFaultSeconds: number;
  /** Of it, the share under a lock that all vCPUs of the VM take in turn. */
  readonly hostFaultLockedShare: number;
  /** A page that the host reads back, beyond a fault. */
  readonly swapInSeconds: number;
  /** Exits of one fault of a guest under shadow page tables. */
  readonly shadowFaultSeconds: number;
}

const TICKS = sourced(
  1000,
  'CONFIG_HZ of Linux 2.6.32 in Red Hat Enterprise Linux 6; the paper does not give its own, and a busy CPU ticks',
);

/** Those that nobody has published as they are. */
export function systemCostsOf(values: FittedValues): SystemCosts {
  return { ...values, ticksPerSecond: TICKS.value };
}
