import type { Vm } from '../layout/layout';
import type { Machine } from '../topology/machine';
import { coreOf, coresOf } from './cores';
import { groupBy } from '../text/groupBy';
import { namesTwice } from './owners';

/** A core of the guest whose threads do not run on one core of the host. */
export interface SplitCore {
  readonly vcpus: readonly number[];
  readonly pus: readonly number[];
}

/**
 * Cores that the guest sees with threads, where these are not on siblings. Empty where vCPUs are not pinned one to one,
 * do not go up in such cores, or run on PUs of unknown core: that is for other rules to say.
 */
export function splitCores(machine: Machine, vm: Vm, threads = vm.threadsPerCore): readonly SplitCore[] {
  const isPlain = vm.pinning === 'perVcpu' && !namesTwice(vm);
  if (threads < 2 || !isPlain || vm.pus.length % threads !== 0) return [];
  const known = coresOf(machine);
  const cores = vm.pus.map((pu) => known.get(pu) ?? null);
  if (cores.includes(null) || cores.every((core, i) => core === cores[i - (i % threads)])) return [];
  const firsts = Array.from({ length: vm.pus.length / threads }, (_, index) => index * threads);
  return firsts
    .map((first) => Array.from({ length: threads }, (_, thread) => first + thread))
    .filter((vcpus) => vcpus.some((vcpu) => cores[vcpu] !== cores[vcpus[0] ?? 0]))
    .map((vcpus) => ({ vcpus, pus: vcpus.flatMap((vcpu) => vm.pus[vcpu] ?? []) }));
}

/** The VM's PUs core by core, in the order in which it first names each; null where some core has no whole number of guest cores. */
export function siblingsTogether(machine: Machine, vm: Vm): readonly number[] | null {
  const cores = [...groupBy(vm.pus, (pu) => coreOf(machine, pu)).values()];
  return cores.every((pus) => pus.length % vm.threadsPerCore === 0) ? cores.flat() : null;
}

/** The most threads a core, fewer than now, that the VM's PUs carry in their order; at least 1. */
export function fewerThreads(machine: Machine, vm: Vm): number {
  let threads = vm.threadsPerCore - 1;
  while (threads > 1 && (vm.pus.length % threads !== 0 || splitCores(machine, vm, threads).length > 0))
    threads -= 1;
  return Math.max(1, threads);
}
