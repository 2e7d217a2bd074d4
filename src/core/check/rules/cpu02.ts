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
    const hosts = new Map<string | null, Map<number, string>>();
    for (const vm of layout.vms) {
      const owners = hosts.get(vm.host) ?? new Map<number, string>();
      hosts.set(vm.host, owners);
      const shared = new Set(
        vm.pus.some((pu) => owners.has(pu)) ? vm.pus.filter((pu) => owners.has(pu)) : [],
      );
      for (const pu of vm.pus) if (!owners.has(pu)) owners.set(pu, vm.name);
      // A VM that names a PU twice shares it with itself: that is CPU04.
      if (shared.size === 0) continue;
      const others = [...new Set([...shared].map((pu) => owners.get(pu) ?? ''))];
      yield {
        message: `${pusInWords([...shared])}${ofHost(vm.host)} ${plural([...shared], 'is', 'are')} given to VM "${vm.name}" and to ${named(others)} as well. Give each VM PUs of its own.`,
        path: [...vm.path, 'pus'],
        concerns: { pus: [...shared] },
        fixes: otherPus(layout, vm, context, (pu) => shared.has(pu)),
      };
    }
  },
};
