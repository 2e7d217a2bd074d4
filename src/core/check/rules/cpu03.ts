import type { Layout, Vm } from '../../layout/layout';
import type { Problem } from '../../text/document';
import { puById, usablePus } from '../../topology/queries';
import type { LayoutRule } from '../rule';
import { setPus } from '../sparePus';
import { count, named } from '../words';

export const cpu03: LayoutRule = {
  id: 'CPU03',
  subject: 'layout',
  severity: 'error',
  title: 'More vCPUs than PUs',
  reason: 'vCPUs without a PU of their own take turns; times then tell about the scheduler and not about the cut.',
  source: 'Paper, section V: one vCPU a core; QEMU warns when vCPUs outnumber host CPUs',
  *check(layout) {
    if (layout.fromRule) yield* emptyVms(layout);
    else for (const vm of layout.vms) yield* tooLarge(layout, vm);
  },
};

/** A rule that asks for more VMs than there are PUs leaves some without any. */
function* emptyVms(layout: Layout): Iterable<Problem> {
  const empty = layout.vms.filter((vm) => vm.pus.length === 0);
  const first = empty[0];
  if (first === undefined) return;
  const usable = usablePus(layout.machine).length;
  yield {
    message: `The rule makes ${count(layout.vms.length, 'VM')}, but "${layout.machine.id}" has ${count(usable, 'PU')} for VMs: ${named(empty.map((vm) => vm.name))} would have none. Ask for at most ${usable}.`,
    path: first.path,
  };
}

/** One VM with more vCPUs than the machine has PUs. Its PUs all exist: else CPU01 tells what is wrong. */
function* tooLarge(layout: Layout, vm: Vm): Iterable<Problem> {
  const known = puById(layout.machine);
  const online = layout.machine.pus.filter((pu) => pu.online).length;
  if (vm.pus.length <= online || vm.pus.some((pu) => known.get(pu)?.online !== true)) return;
  const distinct = [...new Set(vm.pus)];
  yield {
    message: `VM "${vm.name}" has ${count(vm.pus.length, 'vCPU')}, but "${layout.machine.id}" has only ${count(online, 'PU')}. Name each PU once.`,
    path: [...vm.path, 'pus'],
    fixes: [setPus(vm, distinct, `Shrink "${vm.name}" to ${count(distinct.length, 'vCPU')}`)],
  };
}
