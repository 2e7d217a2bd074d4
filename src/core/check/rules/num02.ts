import type { GuestCell, Layout, Vm } from '../../layout/layout';
import { formatCpuList } from '../../text/cpuList';
import type { Problem, ValueChange } from '../../text/document';
import { formatSize } from '../../text/size';
import { puById } from '../../topology/queries';
import type { LayoutRule } from '../rule';
import { listed, plural, vcpusInWords } from '../words';

export const num02: LayoutRule = {
  id: 'NUM02',
  subject: 'layout',
  severity: 'error',
  title: 'Guest cells do not make up the VM',
  reason:
    'Every vCPU belongs to exactly one cell, and the cells hold all of the memory; libvirt puts forgotten vCPUs into cell 0 without a word.',
  source: 'QEMU, qemu(1), -numa; libvirt, Domain XML format, NUMA topology',
  *check(layout, { isWritten }) {
    for (const vm of layout.vms) {
      if (vm.cells.length === 0) continue;
      yield* wrongVcpus(layout, vm, isWritten([...vm.path, 'cells', 0]));
      yield* wrongMemory(vm);
    }
  },
};

/** `isList` where the document spells the cells out; else they follow the PUs, and one that is not there is CPU01's. */
function* wrongVcpus(layout: Layout, vm: Vm, isList: boolean): Iterable<Problem> {
  const named = vm.cells.flatMap((cell) => cell.vcpus);
  const once = new Set(named);
  const known = puById(layout.machine);
  const isThere = (pu: number): boolean => isList || known.get(pu)?.online === true;
  const missing = vm.pus.flatMap((pu, vcpu) => (once.has(vcpu) || !isThere(pu) ? [] : [vcpu]));
  const absent = [...once].filter((vcpu) => vcpu >= vm.pus.length);
  const isTwice = repeated(named);
  const twice = [...once].filter((vcpu) => vcpu < vm.pus.length && isTwice.has(vcpu));
  const parts = [
    ...(missing.length > 0 ? [`${vcpusInWords(missing)} ${plural(missing, 'is', 'are')} in none`] : []),
    ...(twice.length > 0 ? [`${vcpusInWords(twice)} ${plural(twice, 'is', 'are')} in more than one`] : []),
    ...(absent.length > 0 ? [`${vcpusInWords(absent)} ${plural(absent, 'does', 'do')} not exist`] : []),
  ];
  if (parts.length === 0) return;
  const { changes, isAtHome } = completed(layout, vm);
  yield {
    message: `The cells of VM "${vm.name}" do not cover its vCPUs exactly: ${listed(parts)}. Name each of the ${vm.pus.length} vCPUs (from 0) in one cell.`,
    path: [...vm.path, 'cells'],
    concerns: { pus: [...missing, ...twice].flatMap((vcpu) => vm.pus[vcpu] ?? []) },
    // A vCPU in two cells may be meant for either, one whose node has no cell for any; else it can only be a slip.
    fixes: [{ title: `Complete the cells of "${vm.name}"`, safe: twice.length === 0 && isAtHome, changes }],
  };
}

/**
 * Each vCPU in the first cell that names it, forgotten ones in the cell of their PU's node; `isAtHome` where there is
 * such a cell for all of them.
 */
function completed(
  layout: Layout,
  vm: Vm,
): { readonly changes: readonly ValueChange[]; readonly isAtHome: boolean } {
  const known = puById(layout.machine);
  const first = new Map<number, number>();
  const home = new Map<number, number>();
  vm.cells.forEach((cell, index) => {
    for (const vcpu of cell.vcpus) first.set(vcpu, first.get(vcpu) ?? index);
    home.set(cell.node, home.get(cell.node) ?? index);
  });
  const homes = vm.pus.map((pu) => home.get(known.get(pu)?.node ?? -1));
  const vcpusOf: number[][] = vm.cells.map(() => []);
  homes.forEach((index, vcpu) => vcpusOf[first.get(vcpu) ?? index ?? 0]?.push(vcpu));
  const changes = vm.cells.flatMap((cell, index) => {
    const vcpus = formatCpuList(vcpusOf[index] ?? []);
    return vcpus === formatCpuList(cell.vcpus)
      ? []
      : [{ path: [...vm.path, 'cells', index, 'vcpus'], value: vcpus }];
  });
  return { changes, isAtHome: homes.every((index, vcpu) => index !== undefined || first.has(vcpu)) };
}

function* wrongMemory(vm: Vm): Iterable<Problem> {
  const sum = memoryOf(vm.cells);
  if (sum === vm.memoryBytes) return;
  const value = formatSize(sum);
  yield {
    message: `The cells of VM "${vm.name}" have ${value} together, but the VM has ${formatSize(vm.memoryBytes)}. Make them equal.`,
    path: [...vm.path, 'memory'],
    fixes: [
      {
        title: `Give "${vm.name}" ${value}`,
        safe: false,
        changes: [{ path: [...vm.path, 'memory'], value }],
      },
    ],
  };
}

function memoryOf(cells: readonly GuestCell[]): number {
  return cells.reduce((sum, cell) => sum + cell.memoryBytes, 0);
}

/** Those that are there more than once. */
function repeated(numbers: readonly number[]): ReadonlySet<number> {
  const seen = new Set<number>();
  return new Set(numbers.filter((number) => seen.has(number) || !seen.add(number)));
}
