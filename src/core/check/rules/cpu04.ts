import type { LayoutRule } from '../rule';
import { otherPus } from '../sparePus';
import { count, pusInWords } from '../words';

export const cpu04: LayoutRule = {
  id: 'CPU04',
  subject: 'layout',
  severity: 'warning',
  title: 'vCPUs not pinned one to one',
  reason:
    'vCPUs of one VM that share a PU take turns, and the guest does not know: a spinning vCPU keeps the one that it waits for from running.',
  source: 'libvirt, Domain XML format, vcpupin',
  *check(layout) {
    const online = layout.machine.pus.filter((pu) => pu.online).length;
    for (const vm of layout.vms) {
      const first = new Map<number, number>();
      vm.pus.forEach((pu, vcpu) => first.set(pu, first.get(pu) ?? vcpu));
      const isAgain = (pu: number, vcpu: number): boolean => first.get(pu) !== vcpu;
      const again = [...new Set(vm.pus.filter(isAgain))];
      // A VM larger than the machine cannot be pinned one to one: CPU03 says so.
      if (again.length === 0 || vm.pus.length > online) continue;
      const vcpus = vm.pus.filter((pu) => again.includes(pu)).length;
      yield {
        message: `VM "${vm.name}" has ${count(vcpus, 'vCPU')} on ${pusInWords(again)}, which it names more than once. Give every vCPU a PU of its own.`,
        path: [...vm.path, 'pus'],
        fixes: otherPus(layout, vm, isAgain),
      };
    }
  },
};
