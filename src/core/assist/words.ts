import { count } from '../check/words';
import { sizeInWords } from '../text/size';
import type { Machine } from '../topology/machine';
import { nodeById } from '../topology/queries';

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
