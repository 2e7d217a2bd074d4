import type { Region, RegionDevice } from '../layout/layout';
import { MEBIBYTE } from '../text/size';

/** Bytes that a rank's messages take at most, its windows not counted: measured with MPICH and Open MPI over UCX. */
const PER_RANK = 16 * MEBIBYTE;
/** Room for unexpected messages, a job's start and the 2 MiB of the device, whatever the number of ranks. */
const LEAST = 512 * MEBIBYTE;

/** What so many ranks on one host need of a region, beside windows that their program makes. */
export function bytesForRanks(ranks: number): number {
  return Math.max(LEAST, PER_RANK * ranks);
}

/** Linux adds device memory in sections of this size on x86 and most others: a devdax is made of whole ones. */
const SECTION = 128 * MEBIBYTE;

/** Can a device of this kind have this size? */
export function fitsDevice(device: RegionDevice, bytes: number): boolean {
  return (
    bytes > 0 && (device === 'devdax' ? bytes % SECTION === 0 : bytes >= MEBIBYTE && isPowerOfTwo(bytes))
  );
}

/** The next size in bytes, `bytes` itself included, that goes with the region's device and its page size. */
export function wholeRegion(
  { device, pageSizeBytes }: Pick<Region, 'device' | 'pageSizeBytes'>,
  bytes: number,
): number {
  const page = Math.max(1, pageSizeBytes ?? 1);
  const least = Math.max(1, bytes);
  if (device === 'ivshmem') return powerOfTwoFrom(Math.max(MEBIBYTE, page, least));
  const grain = page % SECTION === 0 ? page : SECTION;
  return Math.ceil(least / grain) * grain;
}

function isPowerOfTwo(bytes: number): boolean {
  return Number.isInteger(Math.log2(bytes));
}

function powerOfTwoFrom(bytes: number): number {
  return 2 ** Math.ceil(Math.log2(bytes));
}
