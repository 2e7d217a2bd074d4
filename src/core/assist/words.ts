import { count } from '../check/words';
import { formatCpuList } from '../text/cpuList';
import { sizeInWords } from '../text/size';
import type { Machine } from '../topology/machine';
import { nodeById } from '../topology/queries';

/** A part of a whole in the whole's unit: `7.0 of 8 GiB`; the part alone where the whole is not known. */
export function partOf(bytes: number, whole: number | null): string {
  if (whole === null || whole === 0) return sizeInWords(bytes);
  const [unit, factor] = unitOf(whole);
  return `${inUnit(bytes, factor)} of ${Math.round((whole / factor) * 10) / 10} ${unit}`;
}

/** With one decimal, so that sizes below each other can be compared: `7.0 GiB`. */
export function sizeToTenth(bytes: number): string {
  const [unit, factor] = unitOf(bytes);
  return `${inUnit(bytes, factor)} ${unit}`;
}

/** The largest unit of which there is at least one, and its bytes. */
function unitOf(bytes: number): readonly [string, number] {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  return [units[power] ?? 'B', 1024 ** power];
}

function inUnit(bytes: number, factor: number): string {
  return factor === 1 ? `${bytes}` : (bytes / factor).toFixed(1);
}

/** `node 1`, `nodes 0-2,5`; as written, not sorted. */
export function numbered(noun: string, numbers: readonly number[]): string {
  return `${noun}${numbers.length === 1 ? '' : 's'} ${formatCpuList(numbers)}`;
}

/** Bytes of the nodes together; null when the memory of one is not known. */
export function bytesOfNodes(machine: Machine, nodes: readonly number[]): number | null {
  return nodes.reduce<number | null>((sum, node) => {
    const own = nodeById(machine, node)?.memoryBytes ?? null;
    return sum === null || own === null ? null : sum + own;
  }, 0);
}

/** `4 packages, 4 nodes, 16 PUs, 32 GiB` */
export function machineInWords(machine: Machine): string {
  const packages = new Set(machine.pus.map((pu) => pu.package)).size;
  const bytes = bytesOfNodes(
    machine,
    machine.nodes.map((node) => node.id),
  );
  return [
    count(packages, 'package'),
    count(machine.nodes.length, 'node'),
    count(machine.pus.length, 'PU'),
    ...(bytes === null || bytes === 0 ? [] : [sizeInWords(bytes)]),
  ].join(', ');
}
