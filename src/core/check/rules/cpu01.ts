import type { LayoutRule } from '../rule';
import { otherPus } from '../sparePus';
import { listed, plural, pusInWords } from '../words';
import { puById } from '../../topology/queries';

export const cpu01: LayoutRule = {
  id: 'CPU01',
  subject: 'layout',
  severity: 'error',
  title: 'PU absent or offline',
  reason: 'A vCPU cannot be pinned to a PU that the machine does not have or that is switched off.',
  source: 'sched_setaffinity(2); Linux, Documentation/core-api/cpu_hotplug.rst',
  // A VM without any PU that exists has no nodes either, so that its reader finds no memory for it.
  explainsReader: true,
  *check(layout) {
    const known = puById(layout.machine);
    for (const vm of layout.vms) {
      const absent = vm.pus.filter((pu) => !known.has(pu));
      const offline = vm.pus.filter((pu) => known.get(pu)?.online === false);
      if (absent.length + offline.length === 0) continue;
      const parts = [
        ...(absent.length > 0
          ? [`${pusInWords(absent)} ${plural(absent, 'does', 'do')} not exist on "${layout.machine.id}"`]
          : []),
        ...(offline.length > 0 ? [`${pusInWords(offline)} ${plural(offline, 'is', 'are')} offline`] : []),
      ];
      yield {
        message: `VM "${vm.name}": ${listed(parts)}. Use PUs that are online (${pusInWords(online(known))}).`,
        path: [...vm.path, 'pus'],
        fixes: otherPus(layout, vm, (pu) => known.get(pu)?.online !== true),
      };
    }
  },
};

function online(pus: ReturnType<typeof puById>): readonly number[] {
  return [...pus.values()].filter((pu) => pu.online).map((pu) => pu.id);
}
