import type { LayoutRule } from '../rule';
import { otherPus } from '../sparePus';
import { plural, pusInWords } from '../words';

export const cpu08: LayoutRule = {
  id: 'CPU08',
  subject: 'layout',
  severity: 'error',
  title: 'VM uses a PU reserved for the host',
  reason: "The host's own work and QEMU's other threads run there and would interrupt the vCPU.",
  source: "The machine's `reserved`; Linux, Documentation/admin-guide/kernel-per-CPU-kthreads.rst",
  *check(layout, context) {
    const reserved = new Set(layout.machine.reserved.pus);
    for (const vm of layout.vms) {
      const used = vm.pus.filter((pu) => reserved.has(pu));
      if (used.length === 0) continue;
      yield {
        message: `VM "${vm.name}" uses ${pusInWords(used)}, which "${layout.machine.id}" reserves for the host. Move ${plural([...new Set(used)], 'that vCPU', 'those vCPUs')} to other PUs.`,
        path: [...vm.path, 'pus'],
        concerns: { pus: used },
        fixes: otherPus(layout, vm, context, (pu) => reserved.has(pu)),
      };
    }
  },
};
