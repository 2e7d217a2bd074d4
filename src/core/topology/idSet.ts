import { MAX_CPU } from '../text/cpuList';

/**
 * Numbers of PUs or nodes as ascending ranges that do not touch, both ends included. Ranges and no lists of numbers:
 * thousands of PUs may each name thousands.
 */
export type IdSet = readonly (readonly [first: number, last: number])[];

export const NO_IDS: IdSet = [];

/** Of a kernel list such as `0-3,8`; pieces that are none are left out. */
export function setOfList(text: string): IdSet {
  const ranges = text.split(',').flatMap((piece): [number, number][] => {
    const match = /^\s*(\d+)(?:-(\d+))?\s*$/.exec(piece);
    const first = Number(match?.[1]);
    const last = Math.min(Number(match?.[2] ?? match?.[1]), MAX_CPU);
    return match === null || last < first ? [] : [[first, last]];
  });
  return joined(ranges);
}

/** Of a kernel mask: hexadecimal words of 32 bits with commas, the highest first. */
export function setOfMask(text: string): IdSet {
  return setOfDigits(text.trim().replaceAll(',', ''));
}

/**
 * Of a bitmap as hwloc prints it (hwloc/bitmap.h, hwloc_bitmap_snprintf): words of 32 bits with commas, the highest
 * first, an empty word is zero, and `0xf...f` in front stands for all higher bits.
 */
export function setOfBitmap(text: string): IdSet {
  const words = text.trim().split(',');
  const endless = words[0] === '0xf...f';
  const digits = (endless ? words.slice(1) : words).map((word) =>
    word.replace(/^0x/i, '').padStart(8, '0').slice(-8),
  );
  const set = setOfDigits(digits.join(''));
  return endless ? joined([...set, [32 * digits.length, MAX_CPU]]) : set;
}

export function setOfIds(ids: readonly number[]): IdSet {
  return joined(ids.map((id): [number, number] => [id, id]));
}

export function hasId(set: IdSet, id: number): boolean {
  const range = set[rangeFrom(set, id)];
  return range !== undefined && range[0] <= id;
}

/** The lowest of the ids, which ascend, that is in the set; undefined when none is. */
export function firstOf(set: IdSet, ids: readonly number[]): number | undefined {
  for (const [first, last] of set) {
    const id = ids[indexFrom(ids, first)];
    if (id !== undefined && id <= last) return id;
  }
  return undefined;
}

/** Those of the ids, which ascend, that are in the set. */
export function idsWithin(set: IdSet, ids: readonly number[]): number[] {
  return set.flatMap(([first, last]) => ids.slice(indexFrom(ids, first), indexFrom(ids, last + 1)));
}

export function sameIds(a: IdSet, b: IdSet): boolean {
  return a.length === b.length && a.every(([first, last], i) => b[i]?.[0] === first && b[i][1] === last);
}

/** The first set without the numbers of the second. */
export function withoutIds(a: IdSet, b: IdSet): IdSet {
  const left: [number, number][] = [];
  for (const [first, last] of a) {
    let from = first;
    for (let i = rangeFrom(b, first); i < b.length && from <= last; i++) {
      const [start, end] = b[i] ?? [Infinity, Infinity];
      if (start > last) break;
      if (start > from) left.push([from, start - 1]);
      from = end + 1;
    }
    if (from <= last) left.push([from, last]);
  }
  return left;
}

function setOfDigits(digits: string): IdSet {
  const ranges: [number, number][] = [];
  const lowest = Math.max(0, digits.length - (MAX_CPU + 1) / 4);
  for (let i = digits.length - 1, id = 0; i >= lowest; i--, id += 4) {
    const value = Number.parseInt(digits.charAt(i), 16) || 0;
    for (let bit = 0; bit < 4; bit++) if ((value & (1 << bit)) !== 0) append(ranges, id + bit);
  }
  return ranges;
}

/** Adds a number that is higher than all before. */
function append(ranges: [number, number][], id: number): void {
  const open = ranges.at(-1);
  if (open !== undefined && open[1] === id - 1) open[1] = id;
  else ranges.push([id, id]);
}

function joined(ranges: readonly (readonly [number, number])[]): IdSet {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const result: [number, number][] = [];
  for (const [first, last] of sorted) {
    const open = result.at(-1);
    if (open !== undefined && first <= open[1] + 1) open[1] = Math.max(open[1], last);
    else result.push([first, last]);
  }
  return result;
}

/** Index of the first range that ends at the id or above. */
function rangeFrom(set: IdSet, id: number): number {
  return bisect(set.length, (i) => (set[i]?.[1] ?? 0) >= id);
}

/** Index of the first of the ascending ids that is at least this one. */
function indexFrom(ids: readonly number[], id: number): number {
  return bisect(ids.length, (i) => (ids[i] ?? 0) >= id);
}

function bisect(length: number, reached: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (reached(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
