import type { Region, RegionDevice } from '../layout/layout';
import { MEBIBYTE } from '../text/size';

/** Linux adds device memory in sections of this size on x86 and most others: a devdax is made of whole ones. */
const SECTION = 128 * MEBIBYTE;

/** Can a device of this kind have this size? */
export function fitsDevice(device: RegionDevice, bytes: number): boolean {
  return (
    bytes > 0 && (device === 'devdax' ? bytes % SECTION === 0 : bytes >= MEBIBYTE && isPowerOfTwo(bytes))
  );
}

/** The next size in bytes, `bytes` itself included, that goes with the region's device and its page size. */
export function wholeRegion({ device, pageSizeBytes }: Region, bytes: number): number {
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
