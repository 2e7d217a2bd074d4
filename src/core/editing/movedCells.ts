import type { GuestCell, Vm } from '../layout/layout';
import type { VmSettings } from '../schema/generated/vmlayout.types';
import { formatCpuList } from '../text/cpuList';
import { groupBy } from '../text/groupBy';
import { formatSize, MEBIBYTE } from '../text/size';
import type { Machine } from '../topology/machine';
import { puById } from '../topology/queries';

type WrittenCell = Exclude<NonNullable<VmSettings['cells']>, string>[number];

/**
 * Cells that are spelled out, for other PUs: as they are where every vCPU stays on its node or comes to its cell's;
 * made anew where they were one for each node of the VM. null where they were something else on purpose.
 */
export function movedCells(
  machine: Machine,
  vm: Vm,
  written: readonly WrittenCell[],
  pus: readonly number[],
): WrittenCell[] | null {
  const nodeOf = (list: readonly number[]) => (vcpu: number) =>
    puById(machine).get(list[vcpu] ?? -1)?.node ?? null;
  const before = nodeOf(vm.pus);
  const after = nodeOf(pus);
  if (vm.pus.length === pus.length && vm.cells.every((cell) => stay(cell, before, after)))
    return [...written];
  const vcpus = groupBy(pus.keys(), after);
  const covered = [...vcpus.values()].reduce((sum, group) => sum + group.length, 0);
  if (covered < pus.length || !areNodes(vm, before)) return null;
  return vcpus.size === written.length ? inTheirOrder(vm, written, vcpus) : newCells(vm, vcpus);
}

type NodeOf = (vcpu: number) => number | null;
type Vcpus = ReadonlyMap<number, readonly number[]>;

function stay({ vcpus, node }: GuestCell, before: NodeOf, after: NodeOf): boolean {
  return vcpus.every((vcpu) => after(vcpu) === node || after(vcpu) === before(vcpu));
}

/** Is there one cell for each node of the VM, with all of its vCPUs there? */
function areNodes({ cells, pus }: Vm, nodeOf: NodeOf): boolean {
  const nodes = new Set(cells.map((cell) => cell.node));
  const held = cells.flatMap((cell) => cell.vcpus.filter((vcpu) => nodeOf(vcpu) === cell.node));
  return (
    nodes.size === cells.length && held.length === pus.length && cells.every(({ vcpus }) => vcpus.length > 0)
  );
}

/** As many nodes as before: the first cell's is the one that has the first vCPU, and so on; each keeps its memory. */
function inTheirOrder(vm: Vm, written: readonly WrittenCell[], vcpus: Vcpus): WrittenCell[] {
  const byFirst = [...vm.cells.keys()].sort((a, b) => firstOf(vm.cells[a]) - firstOf(vm.cells[b]));
  const groups = [...vcpus];
  return written.map((cell, index) => {
    const [node, own] = groups[byFirst.indexOf(index)] ?? [cell.node, []];
    return { ...cell, vcpus: formatCpuList(own), node };
  });
}

/** Another number of nodes: the memory of all is divided anew, by vCPUs. */
function newCells(vm: Vm, vcpus: Vcpus): WrittenCell[] {
  const bytes = vm.cells.reduce((sum, cell) => sum + cell.memoryBytes, 0);
  const all = [...vcpus.values()].reduce((sum, own) => sum + own.length, 0);
  const parts = [...vcpus].map(([node, own]) => ({
    node,
    own,
    part: Math.floor((bytes * own.length) / all / MEBIBYTE) * MEBIBYTE,
  }));
  const rest = bytes - parts.reduce((sum, { part }) => sum + part, 0);
  return parts
    .map(({ node, own, part }, index) => ({
      vcpus: formatCpuList(own),
      memory: formatSize(part + (index === 0 ? rest : 0)),
      node,
    }))
    .sort((a, b) => a.node - b.node);
}

function firstOf(cell: GuestCell | undefined): number {
  return cell?.vcpus[0] ?? Number.MAX_SAFE_INTEGER;
}
