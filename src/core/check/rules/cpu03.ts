import type { Layout } from '../../layout/layout';
import type { Problem } from '../../text/document';
import type { Pu } from '../../topology/machine';
import { puById, usablePus } from '../../topology/queries';
import type { LayoutContext, LayoutRule } from '../rule';
import { setPus } from '../sparePus';
import { count } from '../words';

export const cpu03: LayoutRule = {
  id: 'CPU03',
  subject: 'layout',
  severity: 'error',
  title: 'More vCPUs than PUs',
  reason:
    'vCPUs without a PU of their own take turns; times then tell about the scheduler and not about the cut.',
  source: 'Paper, section IV: as many processes as cores',
  // No VM can be made of such a rule, which the reader of the layout says as well.
  explainsReader: true,
  *check(layout, { partition }) {
    if (partition !== null && partition !== undefined) yield* tooManyVms(layout, partition);
    else yield* tooLargeVms(layout);
  },
};

/** A rule that asks for more VMs than there are PUs in all, or in one of its units. */
function* tooManyVms(
  { machine }: Layout,
  partition: NonNullable<LayoutContext['partition']>,
): Iterable<Problem> {
  const key = partition.per === undefined ? 'vms' : 'count';
  const wanted = partition[key] ?? 1;
  const most = Math.min(...unitSizes(usablePus(machine), partition.per ?? 'machine'));
  // Without usable PUs, or with PUs of unknown place, the rule has another fault.
  if (!Number.isFinite(most) || wanted <= most) return;
  const path = ['partition', key];
  const where = partition.per === undefined ? '' : ` in each ${partition.per}`;
  yield {
    message: `The rule asks for ${count(wanted, 'VM')}${where}, but "${machine.id}" has ${count(most, 'usable PU')}${where}, and every VM needs one. Ask for at most ${most}.`,
    path,
    fixes: [{ title: `Make ${count(most, 'VM')}${where}`, safe: false, changes: [{ path, value: most }] }],
  };
}

/** Number of PUs in each unit; none where a PU's unit is not known. */
function unitSizes(
  pus: readonly Pu[],
  per: 'machine' | 'package' | 'node' | 'l3' | 'core',
): readonly number[] {
  const sizes = new Map<string, number>();
  for (const pu of pus) {
    const unit = per === 'machine' ? 0 : pu[per];
    if (unit === null || (per === 'core' && pu.package === null)) return [];
    const key = per === 'core' ? `${pu.package}/${unit}` : `${unit}`;
    sizes.set(key, (sizes.get(key) ?? 0) + 1);
  }
  return [...sizes.values()];
}

/** One VM with more vCPUs than the machine has PUs. Where some PUs do not exist, CPU01 tells which. */
function* tooLargeVms({ machine, vms }: Layout): Iterable<Problem> {
  const known = puById(machine);
  const online = machine.pus.filter((pu) => pu.online && pu.allowed).length;
  for (const vm of vms) {
    if (vm.pus.length <= online) continue;
    if (!vm.pus.every((pu) => known.get(pu)?.online === true && known.get(pu)?.allowed === true)) continue;
    const distinct = [...new Set(vm.pus)];
    yield {
      message: `VM "${vm.name}" has ${count(vm.pus.length, 'vCPU')}, but "${machine.id}" has only ${count(online, 'PU')}. Name each PU once.`,
      path: [...vm.path, 'pus'],
      fixes: [setPus(vm, distinct, `Shrink "${vm.name}" to ${count(distinct.length, 'vCPU')}`)],
    };
  }
}
