import type { Sourced } from '../sourced';

/** Numbers that the mechanism needs and that no layout, program or kernel tells. */
export interface PagingAssumptions {
  /** How often a vCPU that may float changes its PU in a run, on average. */
  readonly floatingMovesPerRun: Sourced;
  /** Share of a run before its reading in which memory is touched for the first time, 0 to 1. */
  readonly touchingShare: Sourced;
  /** Memory that the guest's kernel has mapped at boot and keeps, beside its page descriptors, bytes. */
  readonly bootKeptBytes: Sourced;
  /** Memory that was mapped at boot and given back before the first run, and is handed out first, bytes. */
  readonly bootFreedBytes: Sourced;
}

const CAPTURED =
  'tests/captured/memory: what the host had mapped, and what cold runs inherited, on an emulated machine';

export const pagingAssumptions: PagingAssumptions = {
  // No claim of the paper tells either: its vCPUs are pinned.
  floatingMovesPerRun: { value: 1, source: 'assumed: nothing tells it' },
  touchingShare: { value: 0.1, source: 'assumed: nothing tells it' },
  bootKeptBytes: { value: 110 * 2 ** 20, source: CAPTURED },
  bootFreedBytes: { value: 2 * 2 ** 20, source: CAPTURED },
};

/** The kernel has 64 bytes about each page of 4096 (Linux, mm/vmemmap_dedup.rst), written at boot. */
export const PAGE_DESCRIPTOR_SHARE = 64 / 4096;

/** Pages that a CPU's list gets from the zone at once, and may have (Linux 2.6.32, mm/page_alloc.c: zone_batchsize, setup_pageset). */
export const CPU_LIST_BATCH_BYTES = 31 * 4096;
export const CPU_LIST_HIGH_BYTES = 6 * CPU_LIST_BATCH_BYTES;

/** The largest free block: order 10 of pages of 4 KiB (Linux on x86). */
export const LARGEST_BLOCK_BYTES = 2 ** 22;

/** Free blocks from this size on are reported (Linux, mm/page_reporting.c: pageblock_order). */
export const REPORTED_BLOCK_BYTES = 2 ** 21;

/** What the technique `balloon` leaves with the guest (docs/memory/techniques.md). */
export function balloonRestBytes(memoryBytes: number): number {
  return Math.max(64 * 2 ** 20, memoryBytes / 10);
}
