import type { LineIndex } from '../text/positions';
import { positionAt } from '../text/positions';
import type { Machine } from './machine';

/** Texts from which a machine can be read; `auto` tells them apart. */
export const MACHINE_FORMATS = ['auto', 'sysfs', 'hwloc', 'lscpu', 'libvirt', 'synthetic'] as const;
export type MachineFormat = (typeof MACHINE_FORMATS)[number];

/** Why a text gives no machine: where (both counted from 1), what is wrong, and what to do. */
export interface ReadProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly remedy: string;
}

export type MachineRead = { readonly machine: Machine } | { readonly problems: readonly ReadProblem[] };

/** True when the text gave no machine. */
export function isUnread(read: MachineRead): read is { readonly problems: readonly ReadProblem[] } {
  return 'problems' in read;
}

/** One problem, at an offset of UTF-16 code units in the text. */
export function unread(
  text: string | LineIndex,
  offset: number,
  message: string,
  remedy: string,
): { readonly problems: readonly ReadProblem[] } {
  return { problems: [{ ...positionAt(text, offset), message, remedy }] };
}

/** What a machine has when its source does not say: nothing reserved, nothing known. */
export const UNKNOWN_MACHINE = {
  distances: null,
  nics: [],
  pageSizesBytes: [],
  reserved: { pus: [], memoryBytesPerNode: 0 },
  warnings: [],
} satisfies Partial<Machine>;

/** A number of PUs, nodes or bytes as a source writes it; null for anything that cannot be one. */
export function natural(text: string | undefined): number | null {
  const value = text !== undefined && /^\s*\d+\s*$/.test(text) ? Number(text) : null;
  return value !== null && Number.isSafeInteger(value) ? value : null;
}
