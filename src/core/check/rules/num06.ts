import type { GuestCell, Layout, Vm } from '../../layout/layout';
import { formatCpuList } from '../../text/cpuList';
import type { Problem, ProblemFix } from '../../text/document';
import { puById } from '../../topology/queries';
import { coreOf } from '../cores';
import { groupBy } from '../../text/groupBy';
import { splitCores } from '../guestCores';
import { hasMemory } from '../memoryNodes';
import type { LayoutRule } from '../rule';
import { count, pusInWords, vcpusInWords } from '../words';

export const num06: LayoutRule = {
  id: 'NUM06',
  subject: 'layout',
  severity: 'warning',
  title: 'Guest cell cuts a core',
  reason:
    'Threads of one core are always on one node. A guest that is told otherwise drops part of its topology, and programs that bind by core put threads where their memory is not.',
  source: 'hwloc, issue 712; Linux, arch/x86/kernel/smpboot.c, topology_sane',
  *check(layout) {
    for (const vm of layout.vms) if (vm.cells.length > 1) yield* cutCores(layout, vm);
  },
};

function* cutCores(layout: Layout, vm: Vm): Iterable<Problem> {
  const cellOf = cellsByVcpu(vm);
  // A vCPU in two cells is NUM02's, pairs on different cores are CPU06's.
  if (cellOf === null || splitCores(layout.machine, vm).length > 0) return;
  const cores = groupBy(vm.pus.keys(), (vcpu) => coreOfVcpu(layout, vm, vcpu));
  const cut = [...cores.values()].filter(
    (vcpus) =>
      new Set(vcpus.flatMap((vcpu) => cellOf.get(vcpu) ?? [])).size > 1 && !isFar(layout, vm, vcpus, cellOf),
  );
  const first = cut[0];
  if (first === undefined) return;
  const at = Math.max(...first.flatMap((vcpu) => cellOf.get(vcpu) ?? []));
  const more = cut.length === 1 ? '' : ` The same holds for ${count(cut.length - 1, 'more core')}.`;
  yield {
    message: `Cells of VM "${vm.name}" cut a core: ${vcpusInWords(first)} on ${pusInWords(first.map((vcpu) => vm.pus[vcpu] ?? -1))} are threads of one.${more} Keep them in one cell.`,
    path: [...vm.path, 'cells', at, 'vcpus'],
    concerns: { pus: cut.flat().flatMap((vcpu) => vm.pus[vcpu] ?? []) },
    fixes: regrouped(vm, cut, cellOf),
  };
}

/** The cell of each vCPU; null where one is in several. */
function cellsByVcpu(vm: Vm): ReadonlyMap<number, number> | null {
  const cells = new Map<number, number>();
  for (const [index, cell] of vm.cells.entries()) {
    for (const vcpu of cell.vcpus) {
      if (cells.has(vcpu)) return null;
      cells.set(vcpu, index);
    }
  }
  return cells;
}

/** The host's core; where that is not known, the guest's. */
function coreOfVcpu({ machine }: Layout, vm: Vm, vcpu: number): number | string {
  return coreOf(machine, vm.pus[vcpu] ?? -1) ?? `guest core ${Math.floor(vcpu / vm.threadsPerCore)}`;
}

/** A vCPU in a cell of another node than its PU's is NUM04's: then it is not the core that is wrong. */
function isFar(
  { machine }: Layout,
  vm: Vm,
  vcpus: readonly number[],
  cellOf: ReadonlyMap<number, number>,
): boolean {
  return vcpus.some((vcpu) => {
    const home = puById(machine).get(vm.pus[vcpu] ?? -1)?.node ?? null;
    const cell = vm.cells[cellOf.get(vcpu) ?? -1];
    return home !== null && cell !== undefined && cell.node !== home && hasMemory(machine, home);
  });
}

/** Every vCPU of a cut core in the cell of its first one; not where that leaves a cell without vCPUs. */
function regrouped(
  vm: Vm,
  cut: readonly (readonly number[])[],
  cellOf: ReadonlyMap<number, number>,
): readonly ProblemFix[] {
  const now = new Map(cellOf);
  for (const vcpus of cut) {
    const home = vcpus.flatMap((vcpu) => cellOf.get(vcpu) ?? [])[0] ?? 0;
    for (const vcpu of vcpus) if (cellOf.has(vcpu)) now.set(vcpu, home);
  }
  const cells = groupBy(now.keys(), (vcpu) => now.get(vcpu) ?? null);
  if (cells.size < vm.cells.length) return [];
  const changes = vm.cells.flatMap((cell: GuestCell, index) => {
    const value = formatCpuList([...(cells.get(index) ?? [])].sort((a, b) => a - b));
    return value === formatCpuList(cell.vcpus)
      ? []
      : [{ path: [...vm.path, 'cells', index, 'vcpus'], value }];
  });
  return [{ title: `Keep the cores of "${vm.name}" together`, safe: false, changes }];
}
