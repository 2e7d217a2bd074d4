import { ownersOf } from '../owners';
import { ofHost } from '../perHost';
import type { LayoutRule } from '../rule';
import { otherPus } from '../sparePus';
import { named, plural, pusInWords } from '../words';

export const cpu02: LayoutRule = {
  id: 'CPU02',
  subject: 'layout',
  severity: 'error',
  title: 'PU given to two VMs',
  reason:
    'Two vCPUs on one PU take turns, and a rank that waits for a vCPU that does not run stops all others.',
  source: 'Paper, section IV: as many processes as cores; libvirt, Domain XML format, vcpupin',
  *check(layout, context) {
    for (const vm of layout.vms) {
      const owners = ownersOf(layout).get(vm.host);
      // A VM that names a PU twice shares it with itself: that is CPU04.
      const isOwn = (pu: number): boolean => owners?.get(pu) === vm;
      if (vm.pus.every(isOwn)) continue;
      const shared = new Set(vm.pus.filter((pu) => !isOwn(pu)));
      const others = [...new Set([...shared].map((pu) => owners?.get(pu)?.name ?? ''))];
      yield {
        message: `${pusInWords([...shared])}${ofHost(vm.host)} ${plural([...shared], 'is', 'are')} given to VM "${vm.name}" and to ${named(others)} as well. Give each VM PUs of its own.`,
        path: [...vm.path, 'pus'],
        concerns: { pus: [...shared] },
        fixes: otherPus(layout, vm, context, (pu) => shared.has(pu)),
      };
    }
  },
};
