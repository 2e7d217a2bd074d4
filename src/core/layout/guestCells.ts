import type { VmSettings } from '../schema/generated/vmlayout.types';
import { parseCpuList } from '../text/cpuList';
import { parseSize } from '../text/size';
import type { Machine } from '../topology/machine';
import { puById } from '../topology/queries';
import type { GuestCell } from './layout';

interface CellsOf {
  readonly machine: Machine;
  /** Host PUs in vCPU order. */
  readonly pus: readonly number[];
  readonly memoryBytes: number;
  /** How the memory divides among host nodes, in any unit. */
  readonly weights: ReadonlyMap<number, number>;
  /** Bytes of which each cell's memory is a multiple, but for the first, which takes what is left. */
  readonly grain: number;
}

/** The guest's NUMA cells; `perNode` makes one for each host node on which the VM has PUs, in ascending order. */
export function guestCells(
  cells: Exclude<NonNullable<VmSettings['cells']>, 'none'>,
  vm: CellsOf,
): GuestCell[] {
  if (cells === 'perNode') return perNode(vm);
  return cells.map((cell) => ({
    vcpus: [...new Set(parseCpuList(cell.vcpus))].sort((a, b) => a - b),
    memoryBytes: parseSize(cell.memory) ?? 0,
    node: cell.node,
  }));
}

function perNode({ machine, pus, memoryBytes, weights, grain }: CellsOf): GuestCell[] {
  const all = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const parts = [...weights].map(([node, weight]) => ({
    node,
    memoryBytes: all === 0 ? 0 : Math.floor((memoryBytes * weight) / all / grain) * grain,
  }));
  const rest = memoryBytes - parts.reduce((sum, part) => sum + part.memoryBytes, 0);
  return parts.map((part, i) => ({
    vcpus: pus.flatMap((pu, vcpu) => (puById(machine).get(pu)?.node === part.node ? [vcpu] : [])),
    memoryBytes: part.memoryBytes + (i === 0 ? rest : 0),
    node: part.node,
  }));
}
