import type { Layout, Vm } from '../../layout/layout';
import { puById } from '../../topology/queries';
import type { LayoutRule } from '../rule';
import { otherPus } from '../sparePus';
import { listed, plural, pusInWords } from '../words';

export const cpu01: LayoutRule = {
  id: 'CPU01',
  subject: 'layout',
  severity: 'error',
  title: 'PU absent, offline or not allowed',
  reason:
    'A vCPU cannot be pinned to a PU that the machine does not have, that is switched off, or that a cgroup keeps away.',
  source: 'sched_setaffinity(2); Linux, Documentation/core-api/cpu_hotplug.rst; cpuset(7)',
  // A VM without any PU that exists has no nodes either, so that its reader finds no memory for it.
  explainsReader: true,
  *check(layout, context) {
    const known = puById(layout.machine);
    const isGood = (pu: number): boolean => known.get(pu)?.online === true && known.get(pu)?.allowed === true;
    let good: string | null = null;
    for (const vm of layout.vms) {
      if (vm.pus.every(isGood)) continue;
      good ??= pusInWords(layout.machine.pus.flatMap(({ id }) => (isGood(id) ? id : [])));
      yield {
        message: `VM "${vm.name}": ${whatIsWrong(layout, vm)}. Use PUs that are there for it (${good}).`,
        path: [...vm.path, 'pus'],
        concerns: { pus: vm.pus.filter((pu) => !isGood(pu)) },
        fixes: otherPus(layout, vm, context, (pu) => !isGood(pu)),
      };
    }
  },
};

function whatIsWrong({ machine }: Layout, vm: Vm): string {
  const known = puById(machine);
  const absent = vm.pus.filter((pu) => !known.has(pu));
  const offline = vm.pus.filter((pu) => known.get(pu)?.online === false);
  const kept = vm.pus.filter((pu) => known.get(pu)?.online === true && known.get(pu)?.allowed === false);
  return listed([
    ...(absent.length > 0
      ? [`${pusInWords(absent)} ${plural([...new Set(absent)], 'does', 'do')} not exist on "${machine.id}"`]
      : []),
    ...(offline.length > 0
      ? [`${pusInWords(offline)} ${plural([...new Set(offline)], 'is', 'are')} offline`]
      : []),
    ...(kept.length > 0
      ? [`${pusInWords(kept)} ${plural([...new Set(kept)], 'is', 'are')} kept away by a cgroup`]
      : []),
  ]);
}
