import type { Layout } from '../../layout/layout';
import type { Pu } from '../../topology/machine';
import { puById } from '../../topology/queries';
import { groupBy } from '../../text/groupBy';
import { ownPus } from '../owners';
import { remembered } from '../../text/remembered';
import type { LayoutRule } from '../rule';
import { otherPus } from '../sparePus';
import { listed, pusInWords } from '../words';

export const cpu07: LayoutRule = {
  id: 'CPU07',
  subject: 'layout',
  severity: 'warning',
  title: 'Different kinds of cores in one VM',
  reason:
    'The guest takes its vCPUs for equal. Ranks on slow cores keep the others waiting at every barrier, and times tell about the mixture.',
  source: 'Linux, Documentation/ABI/testing/sysfs-devices-system-cpu, cpu_capacity; hwloc, CPU kinds',
  *check(layout, context) {
    if (kindsOf(layout.machine).size < 2) return;
    const kind = kindIn(layout);
    for (const [vm, pus] of ownPus(layout)) {
      const kinds = [...groupBy(new Set(pus), kind)];
      if (kinds.length < 2) continue;
      const [most] = kinds.reduce((best, one) => (one[1].length > best[1].length ? one : best));
      const parts = kinds.map(([name, having]) => `${pusInWords(having)} of kind "${name}"`);
      yield {
        message: `VM "${vm.name}" mixes kinds of cores: ${listed(parts)}. Give it PUs of one kind.`,
        path: [...vm.path, 'pus'],
        concerns: { pus: pus.filter((pu) => kind(pu) !== most) },
        fixes: otherPus(layout, vm, context, (pu) => kind(pu) !== most, isOf(most)),
      };
    }
  },
};

const kindsOf = remembered((machine: Layout['machine']) => new Set(machine.pus.map((pu) => pu.kind)));

function kindIn({ machine }: Layout): (pu: number) => string | null {
  const known = puById(machine);
  return (pu) => known.get(pu)?.kind ?? null;
}

function isOf(kind: string): (pu: Pu) => boolean {
  return (pu) => pu.kind === kind;
}
