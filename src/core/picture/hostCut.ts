import type { Layout, Vm } from '../layout/layout';
import { memoryByNode } from '../layout/memorySource';
import { groupBy } from '../text/groupBy';
import { remembered } from '../text/remembered';
import type { Machine } from '../topology/machine';
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
  const held = heldThreads(cut.layout.machine);
  return {
    owners: usersOf(cut, (vm) => vm.pus),
    vcpus,
    emulatorOf: usersOf(cut, (vm) => held(vm, vm.emulatorPus)),
    ioThreadsOf: usersOf(cut, (vm) =>
      isSame(vm.ioThreadPus, vm.emulatorPus) ? [] : held(vm, vm.ioThreadPus),
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

/** PUs to which threads of a VM are held: none where they may run on all of its nodes, or on all of the VM's own. */
function heldThreads(machine: Machine): (vm: Vm, pus: readonly number[]) => readonly number[] {
  // VMs on the same nodes share one list of PUs where none is written.
  const known = new Map<readonly number[], Map<string, boolean>>();
  const isEverywhere = (pus: readonly number[], nodes: readonly number[]): boolean => {
    const near = nodes.flatMap((node) => pusOfNode(machine, node)).filter((pu) => pu.online);
    return (
      near.length > 0 &&
      has(
        pus,
        near.map((pu) => pu.id),
      )
    );
  };
  return (vm, pus) => {
    const nodes = nodesOf(machine, vm.pus);
    const answers = known.get(pus) ?? new Map<string, boolean>();
    known.set(pus, answers);
    const answer = answers.get(nodes.join()) ?? isEverywhere(pus, nodes);
    answers.set(nodes.join(), answer);
    return answer || has(pus, vm.pus) ? [] : pus;
  };
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a === b || (a.length === b.length && a.every((pu, i) => pu === b[i]));
}

function has(pus: readonly number[], all: readonly number[]): boolean {
  if (pus.length < new Set(all).size) return false;
  const set = new Set(pus);
  return all.every((pu) => set.has(pu));
}

/** Bytes by node of each VM, in the order of the cut. */
export const memoryOfVms = remembered(({ layout, vms }: HostCut) =>
  vms.map(({ vm }) => memoryByNode(layout.machine, vm)),
);
