import type { Layout, Vm } from '../../layout/layout';
import type { Problem } from '../../text/document';
import { puById } from '../../topology/queries';
import { coreOf } from '../cores';
import type { LayoutRule } from '../rule';
import { otherPus } from '../sparePus';
import { plural, pusInWords } from '../words';

export const cpu13: LayoutRule = {
  id: 'CPU13',
  subject: 'layout',
  severity: 'warning',
  title: "VM on the sibling of one of the host's PUs",
  reason:
    "PUs of one core share its execution units and first caches: the host's work slows the vCPU on the other thread, although it has a PU of its own.",
  source:
    'Linux, Documentation/admin-guide/cputopology.rst; Documentation/admin-guide/hw-vuln/core-scheduling.rst',
  *check(layout, context) {
    const reserved = new Set(layout.machine.reserved.pus);
    const cores = coresWithHost(layout);
    if (cores.size === 0) return;
    const isBeside = (pu: number): boolean =>
      !reserved.has(pu) && cores.has(coreOf(layout.machine, pu) ?? -1);
    const beside = layout.vms
      .map((vm) => ({ vm, pus: vm.pus.filter(isBeside) }))
      .filter(({ pus }) => pus.length > 0);
    if (layout.fromRule) yield* ofRule(layout, beside, cores);
    else
      for (const { vm, pus } of beside)
        yield {
          message: `VM "${vm.name}" runs on ${pusInWords(pus)}, ${plural(pus, 'a sibling', 'siblings')} of ${hostsPus(layout, pus, cores)}, which "${layout.machine.id}" reserves for the host. Use other cores, or reserve whole ones.`,
          path: [...vm.path, 'pus'],
          concerns: { pus },
          fixes: otherPus(layout, vm, context, isBeside),
        };
  },
};

/** A rule takes all PUs that are not reserved, so that the topology is what must change. */
function* ofRule(
  layout: Layout,
  beside: readonly { readonly vm: Vm; readonly pus: readonly number[] }[],
  cores: ReadonlyMap<number, readonly number[]>,
): Iterable<Problem> {
  const pus = [...new Set(beside.flatMap((one) => one.pus))];
  if (pus.length === 0) return;
  yield {
    message: `"${layout.machine.id}" reserves ${hostsPus(layout, pus, cores)} for the host, but not ${plural(pus, 'its sibling', 'their siblings')} ${pusInWords(pus)}, on which VMs run. Reserve whole cores in the topology.`,
    path: ['machine'],
    concerns: { pus },
  };
}

/** Reserved PUs by core. */
function coresWithHost({ machine }: Layout): ReadonlyMap<number, readonly number[]> {
  const known = puById(machine);
  const cores = new Map<number, number[]>();
  for (const pu of machine.reserved.pus) {
    const core = known.get(pu)?.online === true ? coreOf(machine, pu) : null;
    if (core !== null) cores.set(core, [...(cores.get(core) ?? []), pu]);
  }
  return cores;
}

function hostsPus(
  { machine }: Layout,
  pus: readonly number[],
  cores: ReadonlyMap<number, readonly number[]>,
): string {
  return pusInWords(pus.flatMap((pu) => cores.get(coreOf(machine, pu) ?? -1) ?? []));
}
