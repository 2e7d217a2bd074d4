import { formatCpuList } from './cpuList';

/** A number with its noun, which takes an `s` in the plural: `1 rank`, `4 ranks`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Numbers with their noun, as written and not sorted: `node 1`, `nodes 0-2,5`. */
export function numbersInWords(noun: string, numbers: readonly number[]): string {
  return `${noun}${numbers.length === 1 ? '' : 's'} ${formatCpuList(numbers)}`;
}
