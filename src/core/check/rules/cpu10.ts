import type { Layout, Vm } from '../../layout/layout';
import type { ProblemFix } from '../../text/document';
import { numbered, type ByNumber } from '../../text/byNumber';
import { remembered } from '../../text/remembered';
import type { Machine, Pu } from '../../topology/machine';
import { inTopologicalOrder, puById, usablePus } from '../../topology/queries';
import { groupBy } from '../../text/groupBy';
import {
  dealtAnew,
  dividedCores,
  dividedUnits,
  groupsOf,
  unitsInWords,
  type DividedGroup,
} from '../dividedUnits';
import { movedTo } from '../movedVm';
import { ownersOf } from '../owners';
import { ofHost, vmsByHost } from '../perHost';
import type { LayoutContext, LayoutRule } from '../rule';
import { count, named, plural, pusInWords } from '../words';

export const cpu10: LayoutRule = {
  id: 'CPU10',
  subject: 'layout',
  severity: 'warning',
  title: 'L3 divided between VMs without need',
  reason:
    'VMs that share a last-level cache take it from each other. A VM with parts of several caches has the neighbours of each, and its own threads do not share one.',
  source:
    "AMD, HPC tuning guides for EPYC processors, 'LLC as NUMA'; Linux, Documentation/ABI, cache/shared_cpu_list",
  *check(layout, context) {
    const l3 = (pu: number): number | null => cachesWithinNodes(layout.machine).get(pu) ?? null;
    for (const [host, vms] of vmsByHost(layout)) {
      if (!canBeBetter(layout.machine, vms)) continue;
      const divided = dividedUnits(vms, l3);
      if (divided.length === 0) continue;
      const caches = cachesOn(layout, host, vms);
      const units = divided.filter((unit) => !caches.isTorn(l3(unit.pus[0] ?? -1)));
      const needless = units.filter(
        (unit) =>
          unit.vms.some((vm) => caches.of(vm) > 1) ||
          caches.freeBeside(unit.pus[0] ?? -1, unit.vms).length > 0,
      );
      for (const group of groupsOf(layout, needless)) {
        const dealt = dealtAnew(layout, group, l3, 'L3 caches', context);
        yield {
          message: messageOf(group, host),
          path: [...((group.vms[1] ?? group.vms[0])?.path ?? []), 'pus'],
          concerns: { pus: group.units.flatMap((unit) => unit.pus) },
          fixes: dealt.length > 0 ? dealt : moved(layout, group, caches, context),
        };
      }
    }
  },
};

function messageOf({ vms, units }: DividedGroup, host: string | null): string {
  const names = named(vms.map((vm) => vm.name));
  const whose = plural(units, 'its PUs are', 'PUs');
  return `VMs ${names} divide ${count(units.length, 'L3 cache')}${ofHost(host)} between them (${whose} ${unitsInWords(units)}). Let each VM begin and end with a cache, or lie in one of its own.`;
}

/** The L3 cache of each PU within a node. Larger ones are divided with the nodes, of which NUMA rules speak. */
const cachesWithinNodes = remembered((machine: Machine): ByNumber<number> => {
  const nodes = new Map<number, number | null>();
  const spanning = new Set<number>();
  for (const { l3, node } of machine.pus) {
    if (l3 === null) continue;
    const before = nodes.get(l3);
    if (before === undefined) nodes.set(l3, node);
    else if (before !== node) spanning.add(l3);
  }
  const caches: number[] = [];
  for (const { id, l3 } of machine.pus) if (l3 !== null && !spanning.has(l3)) caches[id] = l3;
  return numbered(caches);
});

/** Has a VM parts of several caches, or is one unused? Without both nothing is divided without need. */
function canBeBetter(machine: Machine, vms: readonly Vm[]): boolean {
  const known = puById(machine);
  const used = new Set<number>();
  for (const { pus } of vms) {
    const first = known.get(pus[0] ?? -1)?.l3 ?? null;
    if (pus.some((pu) => (known.get(pu)?.l3 ?? null) !== first)) return true;
    if (first !== null) used.add(first);
  }
  return used.size < usableCaches(machine);
}

const usableCaches = remembered((machine: Machine): number => {
  const caches = new Set<number>();
  for (const { l3 } of usablePus(machine)) if (l3 !== null) caches.add(l3);
  return caches.size;
});

interface Caches {
  /** How many L3 caches a VM has parts of. */
  readonly of: (vm: Vm) => number;
  /** Does a core with PUs of several VMs, or a PU of several, lie in it? Then that is what must be mended. */
  readonly isTorn: (l3: number | null) => boolean;
  /** PUs of an unused cache in the node of a PU, one with room for the last of the VMs; empty where there is none. */
  readonly freeBeside: (pu: number, vms: readonly Vm[]) => readonly Pu[];
}

function cachesOn(layout: Layout, host: string | null, vms: readonly Vm[]): Caches {
  const { machine } = layout;
  const known = puById(machine);
  const l3 = (pu: number): number | null => known.get(pu)?.l3 ?? null;
  const torn = new Set(
    [...(dividedCores(layout).get(host) ?? []).flatMap((core) => core.pus), ...givenTwice(layout, vms)].map(
      l3,
    ),
  );
  const used = new Set<number | null>();
  for (const vm of vms) for (const pu of vm.pus) used.add(l3(pu));
  const free = groupBy(usablePus(machine), (pu) => (pu.l3 === null || used.has(pu.l3) ? null : pu.l3));
  const freeByNode = groupBy(free.values(), ([pu]) => pu?.node ?? null);
  return {
    of: (vm) => new Set(vm.pus.flatMap((pu) => l3(pu) ?? [])).size,
    isTorn: (cache) => torn.has(cache),
    freeBeside: (pu, having) => {
      const size = having.at(-1)?.pus.length ?? 0;
      const beside = freeByNode.get(known.get(pu)?.node ?? -1) ?? [];
      return beside.find((pus) => pus.length >= size) ?? [];
    },
  };
}

function givenTwice(layout: Layout, vms: readonly Vm[]): readonly number[] {
  const owners = ownersOf(layout);
  return vms.flatMap((vm) => vm.pus.filter((pu) => owners.get(vm.host)?.get(pu) !== vm));
}

/** The last VM of a group into an unused cache of its node, each vCPU to the place in it that it had in the old one. */
function moved(
  layout: Layout,
  { vms }: DividedGroup,
  caches: Caches,
  context: LayoutContext,
): readonly ProblemFix[] {
  const vm = vms.at(-1);
  if (vm === undefined || caches.of(vm) !== 1) return [];
  const known = puById(layout.machine);
  const old = known.get(vm.pus[0] ?? -1)?.l3 ?? -1;
  const from = inTopologicalOrder(layout.machine.pus.filter((pu) => pu.l3 === old));
  const to = inTopologicalOrder(caches.freeBeside(vm.pus[0] ?? -1, [vm]));
  const places = new Map(from.map((pu, place) => [pu.id, place]));
  const pus = vm.pus.flatMap((pu) => to[places.get(pu) ?? -1]?.id ?? []);
  const changes = pus.length === vm.pus.length ? movedTo(layout, vm, pus, context) : null;
  return changes === null
    ? []
    : [{ title: `Give "${vm.name}" ${pusInWords(pus)} instead`, safe: false, changes }];
}
