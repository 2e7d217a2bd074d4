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
  *check(layout) {
    for (const vm of layout.vms) {
      if (vm.cells.length === 0) continue;
      yield* wrongVcpus(layout, vm);
      yield* wrongMemory(vm);
    }
  },
};

function* wrongVcpus(layout: Layout, vm: Vm): Iterable<Problem> {
  const named = vm.cells.flatMap((cell) => cell.vcpus);
  const once = new Set(named);
  const missing = vm.pus.map((_pu, vcpu) => vcpu).filter((vcpu) => !once.has(vcpu));
  const absent = [...once].filter((vcpu) => vcpu >= vm.pus.length);
  const twice = [...once].filter((vcpu) => vcpu < vm.pus.length && isTwice(named, vcpu));
  const parts = [
    ...(missing.length > 0 ? [`${vcpusInWords(missing)} ${plural(missing, 'is', 'are')} in none`] : []),
    ...(twice.length > 0 ? [`${vcpusInWords(twice)} ${plural(twice, 'is', 'are')} in more than one`] : []),
    ...(absent.length > 0 ? [`${vcpusInWords(absent)} ${plural(absent, 'does', 'do')} not exist`] : []),
  ];
  if (parts.length === 0) return;
  const changes = completed(layout, vm);
  yield {
    message: `The cells of VM "${vm.name}" do not cover its vCPUs exactly: ${listed(parts)}. Name each of the ${vm.pus.length} vCPUs (from 0) in one cell.`,
    path: [...vm.path, 'cells'],
    // A vCPU in two cells may be meant for either; one in none or beyond the last can only be a slip.
    fixes: [{ title: `Complete the cells of "${vm.name}"`, safe: twice.length === 0, changes }],
  };
}

/** Each vCPU in the first cell that names it, forgotten ones in the cell of their PU's node. */
function completed(layout: Layout, vm: Vm): readonly ValueChange[] {
  const known = puById(layout.machine);
  const cells = vm.pus.map((pu, vcpu) => {
    const first = vm.cells.findIndex((cell) => cell.vcpus.includes(vcpu));
    const home = vm.cells.findIndex((cell) => cell.node === known.get(pu)?.node);
    return first !== -1 ? first : Math.max(0, home);
  });
  return vm.cells.flatMap((cell, index) => {
    const vcpus = formatCpuList(cells.flatMap((at, vcpu) => (at === index ? [vcpu] : [])));
    return vcpus === formatCpuList(cell.vcpus)
      ? []
      : [{ path: [...vm.path, 'cells', index, 'vcpus'], value: vcpus }];
  });
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

function isTwice(numbers: readonly number[], number: number): boolean {
  return numbers.indexOf(number) !== numbers.lastIndexOf(number);
}
