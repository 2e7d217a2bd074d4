import { coreOf } from '../cores';
import { dealtAnew, dividedCores, groupsOf, unitsInWords } from '../dividedUnits';
import { ofHost } from '../perHost';
import type { LayoutRule } from '../rule';
import { count, named, plural } from '../words';

export const cpu05: LayoutRule = {
  id: 'CPU05',
  subject: 'layout',
  severity: 'error',
  title: 'Core divided between VMs',
  reason:
    'PUs of one core share its execution units and first caches: what one VM does there slows the other, and their times are not their own.',
  source:
    'Linux, Documentation/admin-guide/hw-vuln/core-scheduling.rst; Documentation/admin-guide/cputopology.rst',
  *check(layout, context) {
    const core = (pu: number): number | null => coreOf(layout.machine, pu);
    for (const [host, cores] of dividedCores(layout)) {
      for (const group of groupsOf(layout, cores)) {
        const names = named(group.vms.map((vm) => vm.name));
        const whose = plural(group.units, 'its PUs are', 'PUs');
        yield {
          message: `VMs ${names} divide ${count(group.units.length, 'core')}${ofHost(host)} between them (${whose} ${unitsInWords(group.units)}). Give each VM whole cores.`,
          path: [...((group.vms[1] ?? group.vms[0])?.path ?? []), 'pus'],
          concerns: { pus: group.units.flatMap((unit) => unit.pus) },
          fixes: dealtAnew(layout, group, core, 'cores', context),
        };
      }
    }
  },
};
