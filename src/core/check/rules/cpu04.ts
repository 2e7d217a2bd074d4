import type { Layout, Vm } from '../../layout/layout';
import type { Problem } from '../../text/document';
import { groupBy } from '../../text/groupBy';
import { puById } from '../../topology/queries';
import { namesTwice } from '../owners';
import type { LayoutContext, LayoutRule } from '../rule';
import { otherPus } from '../sparePus';
import { count, pusInWords } from '../words';

export const cpu04: LayoutRule = {
  id: 'CPU04',
  subject: 'layout',
  severity: 'warning',
  title: 'vCPUs not pinned one to one',
  reason:
    'vCPUs of one VM that share a PU take turns, and the guest does not know: a spinning vCPU keeps the one that it waits for from running. vCPUs that may move do so between two runs, and away from their caches.',
  source: 'libvirt, Domain XML format, vcpupin; paper, section V: vCPUs pinned',
  *check(layout, context) {
    const online = layout.machine.pus.filter((pu) => pu.online).length;
    for (const vm of layout.vms) {
      if (vm.pinning !== 'perVcpu') yield* notPinned(layout, vm);
      // A VM larger than the machine cannot be pinned one to one: CPU03 says so.
      if (namesTwice(vm) && vm.pus.length <= online) yield pinnedTogether(layout, vm, context);
    }
  },
};

/** vCPUs that the document lets move over several PUs. */
function* notPinned({ machine }: Layout, vm: Vm): Iterable<Problem> {
  const among = roomOf(machine, vm);
  if (among === null) return;
  const path = [...vm.path, 'pinning'];
  yield {
    message: `VM "${vm.name}" lets its ${count(vm.pus.length, 'vCPU')} move over ${among}. Pin each to its own PU with \`"pinning": "perVcpu"\`, or accept CPU04 where that is what you measure.`,
    path,
    fixes: [{ title: 'Pin each vCPU to its own PU', safe: false, changes: [{ path, value: 'perVcpu' }] }],
  };
}

/** The PUs over which vCPUs move, in words; null where each has a single one. */
function roomOf(machine: Layout['machine'], vm: Vm): string | null {
  if (new Set(vm.pus).size < 2) return null;
  if (vm.pinning === 'floating') return pusInWords(vm.pus);
  const known = puById(machine);
  const nodes = groupBy(new Set(vm.pus), (pu) => known.get(pu)?.node ?? null);
  return [...nodes.values()].some((pus) => pus.length > 1)
    ? `${pusInWords(vm.pus)}, each over those of its node`
    : null;
}

/** Several vCPUs on one PU. */
function pinnedTogether(layout: Layout, vm: Vm, context: LayoutContext): Problem {
  const first = new Map<number, number>();
  vm.pus.forEach((pu, vcpu) => first.set(pu, first.get(pu) ?? vcpu));
  const isAgain = (pu: number, vcpu: number): boolean => first.get(pu) !== vcpu;
  const again = new Set(vm.pus.filter(isAgain));
  const vcpus = vm.pus.filter((pu) => again.has(pu)).length;
  return {
    message: `VM "${vm.name}" has ${count(vcpus, 'vCPU')} on ${pusInWords([...again])}, which it names more than once. Give every vCPU a PU of its own.`,
    path: [...vm.path, 'pus'],
    concerns: { pus: [...again] },
    fixes: otherPus(layout, vm, context, isAgain),
  };
}
