import type { Layout, Vm } from '../../layout/layout';
import type { Problem, ProblemFix } from '../../text/document';
import { numbered, type ByNumber } from '../../text/byNumber';
import { remembered } from '../../text/remembered';
import { coresOf, pusByCore } from '../cores';
import { groupBy } from '../../text/groupBy';
import { dividedCores } from '../dividedUnits';
import { splitCores } from '../guestCores';
import { movedTo } from '../movedVm';
import { namesTwice, ownersOf, ownPus } from '../owners';
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
      const counts = countsIn(layout.machine, vms, own);
      for (const vm of vms) {
        if (isEven(layout.machine, vm, counts)) continue;
        const isClean = !divided.has(vm) && own.get(vm)?.length === vm.pus.length;
        if (isClean) yield* unevenCores(layout, vm, context);
      }
    }
  },
};

function* unevenCores(layout: Layout, vm: Vm, context: LayoutContext): Iterable<Problem> {
  const { machine } = layout;
  const threads = vm.threadsPerCore;
  // Guest cores that are not host cores are CPU12's and CPU06's.
  if (vm.pus.length % threads !== 0) return;
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
      ...completed(layout, vm, new Map(small), most, context),
      ...without(layout, vm, new Set(few), context),
    ],
  };
}

/** Cores with siblings for VMs, by PU. Where the host has one of them, CPU13 speaks. */
const sharedCores = remembered((machine: Layout['machine']): ByNumber<number> => {
  const coreOfPu = coresOf(machine);
  const reserved = new Set(machine.reserved.pus);
  const sizes: number[] = [];
  for (const { id, online } of machine.pus) {
    const core = coreOfPu.get(id);
    if (core !== undefined && online) sizes[core] = (sizes[core] ?? 0) + (reserved.has(id) ? -Infinity : 1);
  }
  const cores: (number | undefined)[] = [];
  for (const { id, online } of machine.pus) {
    const core = coreOfPu.get(id);
    if (online && (sizes[core ?? -1] ?? 0) > 1) cores[id] = core;
  }
  return numbered(cores);
});

/** How many PUs of each of those cores the VMs of a host have; one that several of them have counts once. */
function countsIn(
  machine: Layout['machine'],
  vms: readonly Vm[],
  own: ReadonlyMap<Vm, readonly number[]>,
): readonly number[] {
  const cores = sharedCores(machine);
  const counts: number[] = [];
  for (const vm of vms)
    for (const pu of own.get(vm) ?? []) {
      const core = cores.get(pu);
      if (core !== undefined) counts[core] = (counts[core] ?? 0) + 1;
    }
  return counts;
}

/** Has the VM, which shares no core, as many PUs of each of those cores? Not said of one that names a PU twice. */
function isEven(machine: Layout['machine'], vm: Vm, counts: readonly number[]): boolean {
  const cores = sharedCores(machine);
  let first: number | undefined;
  for (const pu of vm.pus) {
    const core = cores.get(pu);
    if (core === undefined) continue;
    first ??= counts[core];
    if (counts[core] !== first) return false;
  }
  return !namesTwice(vm);
}

/** The missing siblings as well, each behind the last PU of its core; only where all of them are free. */
function completed(
  layout: Layout,
  vm: Vm,
  small: ReadonlyMap<number, readonly number[]>,
  most: number,
  context: LayoutContext,
): readonly ProblemFix[] {
  const { machine } = layout;
  const owners = ownersOf(layout).get(vm.host);
  const more = new Map<number, readonly number[]>();
  for (const [core, pus] of small) {
    const free = (pusByCore(machine)[core] ?? []).filter((pu) => pu.allowed && owners?.has(pu.id) !== true);
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
