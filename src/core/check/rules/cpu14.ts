import type { Layout, Vm } from '../../layout/layout';
import type { Problem, ProblemFix } from '../../text/document';
import { remembered } from '../../text/remembered';
import { pusByCore } from '../cores';
import { groupBy } from '../../text/groupBy';
import { dividedCores } from '../dividedUnits';
import { splitCores } from '../guestCores';
import { movedTo } from '../movedVm';
import { namesTwice, ownPus } from '../ownPus';
import { vmsByHost } from '../perHost';
import type { LayoutContext, LayoutRule } from '../rule';
import { pusInWords } from '../words';

export const cpu14: LayoutRule = {
  id: 'CPU14',
  subject: 'layout',
  severity: 'warning',
  title: 'VM with whole cores and parts of cores',
  reason:
    'A vCPU alone on its core is much faster than two that share one. Ranks that share keep the others waiting at every barrier.',
  source: 'Linux, Documentation/admin-guide/cputopology.rst, thread_siblings_list',
  *check(layout, context) {
    const own = ownPus(layout);
    for (const [host, vms] of vmsByHost(layout)) {
      const divided = new Set(
        dividedCores(layout)
          .get(host)
          ?.flatMap((core) => core.vms),
      );
      for (const vm of vms) {
        const isClean = !divided.has(vm) && own.get(vm)?.length === vm.pus.length;
        if (isClean) yield* unevenCores(layout, vm, vms, context);
      }
    }
  },
};

function* unevenCores(
  layout: Layout,
  vm: Vm,
  beside: readonly Vm[],
  context: LayoutContext,
): Iterable<Problem> {
  const { machine } = layout;
  const threads = vm.threadsPerCore;
  // Guest cores that are not host cores are CPU12's and CPU06's.
  if (vm.pus.length % threads !== 0 || (!namesTwice(vm) && isEven(machine, vm))) return;
  if (splitCores(machine, vm).length > 0) return;
  const cores = [...groupBy(new Set(vm.pus), (pu) => sharedCores(machine).get(pu) ?? null)];
  const most = Math.max(...cores.map(([, pus]) => pus.length));
  const small = cores.filter(([, pus]) => pus.length < most);
  const few = small.flatMap(([, pus]) => pus);
  if (few.length === 0) return;
  const many = cores.flatMap(([, pus]) => (pus.length === most ? pus : []));
  yield {
    message: `VM "${vm.name}" has ${most} threads of some cores (${pusInWords(many)}) and fewer of others (${pusInWords(few)}). Give it as many of each core.`,
    path: [...vm.path, 'pus'],
    concerns: { pus: few },
    fixes: [
      ...completed(layout, vm, new Map(small), most, beside, context),
      ...without(layout, vm, new Set(few), context),
    ],
  };
}

/** Cores with siblings for VMs, by PU. Where the host has one of them, CPU13 speaks. */
const sharedCores = remembered((machine: Layout['machine']): ReadonlyMap<number, string> => {
  const reserved = new Set(machine.reserved.pus);
  const cores = new Map<number, string>();
  for (const [core, pus] of pusByCore(machine)) {
    if (pus.length < 2 || pus.some((pu) => reserved.has(pu.id))) continue;
    for (const pu of pus) cores.set(pu.id, core);
  }
  return cores;
});

/** Has the VM as many PUs of each of those cores? */
function isEven(machine: Layout['machine'], vm: Vm): boolean {
  const cores = sharedCores(machine);
  const counts = new Map<string, number>();
  for (const pu of vm.pus) {
    const core = cores.get(pu);
    if (core !== undefined) counts.set(core, (counts.get(core) ?? 0) + 1);
  }
  return new Set(counts.values()).size < 2;
}

/** The missing siblings as well, each behind the last PU of its core; only where all of them are free. */
function completed(
  layout: Layout,
  vm: Vm,
  small: ReadonlyMap<string, readonly number[]>,
  most: number,
  beside: readonly Vm[],
  context: LayoutContext,
): readonly ProblemFix[] {
  const { machine } = layout;
  const owned = pusOf(beside);
  const more = new Map<number, readonly number[]>();
  for (const [core, pus] of small) {
    const free = (pusByCore(machine).get(core) ?? []).filter((pu) => pu.allowed && !owned.has(pu.id));
    if (free.length < most - pus.length) return [];
    more.set(
      pus.at(-1) ?? -1,
      free.slice(0, most - pus.length).map((pu) => pu.id),
    );
  }
  const pus = vm.pus.flatMap((pu) => [pu, ...(more.get(pu) ?? [])]);
  const changes = movedTo(layout, vm, pus, context);
  const added = pusInWords([...more.values()].flat());
  return changes === null ? [] : [{ title: `Give "${vm.name}" ${added} as well`, safe: false, changes }];
}

/** PUs that VMs of a host have. */
const pusOf = remembered((vms: readonly Vm[]): ReadonlySet<number> => new Set(vms.flatMap((vm) => vm.pus)));

function without(
  layout: Layout,
  vm: Vm,
  few: ReadonlySet<number>,
  context: LayoutContext,
): readonly ProblemFix[] {
  const pus = vm.pus.filter((pu) => !few.has(pu));
  const changes = movedTo(layout, vm, pus, context);
  return changes === null
    ? []
    : [{ title: `Shrink "${vm.name}" to ${pusInWords(pus)}`, safe: false, changes }];
}
