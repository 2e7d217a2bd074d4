import type { Layout, Vm } from '../layout/layout';
import { formatCpuList } from '../text/cpuList';
import type { ProblemFix, ValueChange } from '../text/document';
import { remembered } from '../text/remembered';
import { inTopologicalOrder, puById } from '../topology/queries';
import { coresOf } from './cores';
import { movedTo } from './movedVm';
import { vmsByHost } from './perHost';
import type { LayoutContext } from './rule';
import { named } from './words';

/** A part of the machine, such as a core, whose PUs lie in several VMs. */
export interface DividedUnit {
  /** PUs that VMs have, ascending. */
  readonly pus: readonly number[];
  readonly vms: readonly Vm[];
}

/** VMs that are tied together by divided units: one mistake. */
export interface DividedGroup {
  /** In the order of the layout. */
  readonly vms: readonly Vm[];
  readonly units: readonly DividedUnit[];
}

/** Number of the unit in which a PU lies; null where that is not known. */
type UnitOf = (pu: number) => number | null;

/** Units that VMs of one host divide. A PU that two VMs have is CPU02's and does not count here. */
export function dividedUnits(vms: readonly Vm[], unitOf: UnitOf): readonly DividedUnit[] {
  const shared = sharedUnits(vms, unitOf);
  // Most layouts divide nothing: only where one does, who has which PU is written down.
  if (shared.size === 0) return [];
  for (const vm of vms) {
    for (const pu of vm.pus) {
      const owners = shared.get(unitOf(pu) ?? -1);
      const before = owners?.get(pu);
      owners?.set(pu, before === undefined || before === vm ? vm : SEVERAL);
    }
  }
  return [...shared.values()].flatMap((owners) => {
    const own = [...owners].filter((entry): entry is [number, Vm] => entry[1] !== SEVERAL);
    const having = [...new Set(own.map(([, vm]) => vm))];
    return having.length < 2 ? [] : [{ pus: own.map(([pu]) => pu).sort((a, b) => a - b), vms: having }];
  });
}

/** In the place of the VM that has a PU. */
const SEVERAL = null;
type Owners = Map<number, Vm | typeof SEVERAL>;

/** Units of which several VMs have PUs, each with room for who has which. */
function sharedUnits(vms: readonly Vm[], unitOf: UnitOf): Map<number, Owners> {
  const first: (Vm | undefined)[] = [];
  const shared = new Map<number, Owners>();
  for (const vm of vms) {
    for (const pu of vm.pus) {
      const unit = unitOf(pu);
      if (unit === null) continue;
      const before = (first[unit] ??= vm);
      if (before !== vm && !shared.has(unit)) shared.set(unit, new Map());
    }
  }
  return shared;
}

/** Cores that VMs divide, by host. */
export const dividedCores = remembered(
  (layout: Layout): ReadonlyMap<string | null, readonly DividedUnit[]> => {
    const cores = coresOf(layout.machine);
    const core = (pu: number): number | null => cores.get(pu) ?? null;
    return new Map([...vmsByHost(layout)].map(([host, vms]) => [host, dividedUnits(vms, core)]));
  },
);

/** Divided units together with all others that the same VMs divide. */
export function groupsOf(layout: Layout, units: readonly DividedUnit[]): readonly DividedGroup[] {
  interface Growing {
    vms: Vm[];
    units: DividedUnit[];
  }
  const groups = new Map<Vm, Growing>();
  for (const unit of units) {
    const touched = [...new Set(unit.vms.map((vm) => groups.get(vm)))].filter((group) => group !== undefined);
    const [into = { vms: [], units: [] }, ...others] = touched.sort((a, b) => b.vms.length - a.vms.length);
    into.units.push(unit, ...others.flatMap((other) => other.units));
    const joining = [...others.flatMap((other) => other.vms), ...unit.vms.filter((vm) => !groups.has(vm))];
    into.vms.push(...joining);
    for (const vm of joining) groups.set(vm, into);
  }
  const order = new Map(layout.vms.map((vm, index) => [vm, index]));
  return [...new Set(groups.values())].map((group) => ({
    vms: group.vms.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0)),
    units: group.units.sort((a, b) => (a.pus[0] ?? 0) - (b.pus[0] ?? 0)),
  }));
}

/** Lists of PUs, at most four of them: `0-1 and 2-3 and 7 more`. */
export function unitsInWords(units: readonly DividedUnit[]): string {
  const shown = units.slice(0, 4).map(({ pus }) => formatCpuList(pus));
  const more = units.length - shown.length;
  return shown.join(' and ') + (more > 0 ? ` and ${more} more` : '');
}

/** The same PUs dealt out anew in the machine's order; only where that leaves no unit divided. */
export function dealtAnew(
  layout: Layout,
  { vms }: DividedGroup,
  unitOf: UnitOf,
  what: string,
  context: LayoutContext,
): readonly ProblemFix[] {
  const known = puById(layout.machine);
  const ids = new Set(vms.flatMap((vm) => vm.pus));
  const pus = inTopologicalOrder([...ids].flatMap((id) => known.get(id) ?? [])).map((pu) => pu.id);
  if (pus.length !== vms.reduce((sum, vm) => sum + vm.pus.length, 0)) return [];
  let next = 0;
  const dealt = vms.map((vm) => ({ vm, pus: pus.slice(next, (next += vm.pus.length)) }));
  const after = dealt.map((one) => ({ ...one.vm, pus: one.pus }));
  if (dividedUnits(after, unitOf).length > 0) return [];
  const changes: ValueChange[] = [];
  for (const one of dealt) {
    const moved = movedTo(layout, one.vm, one.pus, context);
    if (moved === null) return [];
    changes.push(...moved);
  }
  return [{ title: `Deal whole ${what} out to ${named(vms.map((vm) => vm.name))}`, safe: false, changes }];
}
