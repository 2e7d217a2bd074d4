import { groupBy } from '../text/groupBy';
import type { Layout, Vm } from '../layout/layout';
import { nodesOf, pusOfNode } from '../topology/queries';

/** A VM with its position in the layout over all hosts. */
export interface IndexedVm {
  readonly vm: Vm;
  readonly index: number;
}

/** The part of a layout that is on one host. */
export interface HostCut {
  readonly layout: Layout;
  /** null where the layout names none. */
  readonly host: string | null;
  readonly vms: readonly IndexedVm[];
}

/** Hosts as declared, then those that only VMs name; one without a name where there is none. */
export function hostCuts(layout: Layout): readonly HostCut[] {
  const all = layout.vms.map((vm, index) => ({ vm, index }));
  const byHost = groupBy(all, ({ vm }) => vm.host ?? NO_HOST);
  const named = layout.hosts.length === 0 && all.length === 0 ? [NO_HOST] : layout.hosts;
  const hosts = new Set([...named, ...byHost.keys()]);
  return [...hosts].map((host) => ({
    layout,
    host: host === NO_HOST ? null : host,
    vms: byHost.get(host) ?? [],
  }));
}

/** No host can be called so. */
const NO_HOST = '';

/** Which VMs, by index, each PU belongs to. */
export interface PuUse {
  /** With the vCPU of the first of them. */
  readonly owners: ReadonlyMap<number, readonly number[]>;
  readonly vcpus: ReadonlyMap<number, number>;
  readonly emulatorOf: ReadonlyMap<number, readonly number[]>;
  readonly ioThreadsOf: ReadonlyMap<number, readonly number[]>;
}

export function puUse(cut: HostCut): PuUse {
  const vcpus = new Map<number, number>();
  for (const { vm } of cut.vms)
    for (const [vcpu, pu] of vm.pus.entries()) if (!vcpus.has(pu)) vcpus.set(pu, vcpu);
  return {
    owners: usersOf(cut, (vm) => vm.pus),
    vcpus,
    emulatorOf: usersOf(cut, (vm) => heldTo(cut, vm, vm.emulatorPus)),
    ioThreadsOf: usersOf(cut, (vm) =>
      vm.ioThreadPus.join() === vm.emulatorPus.join() ? [] : heldTo(cut, vm, vm.ioThreadPus),
    ),
  };
}

function usersOf(
  { vms }: HostCut,
  pusOf: (vm: Vm) => readonly number[],
): ReadonlyMap<number, readonly number[]> {
  const users = new Map<number, number[]>();
  for (const { vm, index } of vms)
    for (const pu of new Set(pusOf(vm))) {
      const known = users.get(pu);
      if (known === undefined) users.set(pu, [index]);
      else known.push(index);
    }
  return users;
}

/** Threads that may run on all PUs of their VM's nodes, or on all of the VM's own, are held to none. */
function heldTo({ layout: { machine } }: HostCut, vm: Vm, pus: readonly number[]): readonly number[] {
  const held = new Set(pus);
  const has = (all: readonly number[]): boolean => all.length > 0 && all.every((pu) => held.has(pu));
  const near = nodesOf(machine, vm.pus).flatMap((node) => pusOfNode(machine, node));
  return has(near.filter((pu) => pu.online).map((pu) => pu.id)) || has(vm.pus) ? [] : pus;
}
