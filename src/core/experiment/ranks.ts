import type { Layout, Vm } from '../layout/layout';
import { spansVms, type Workload } from './workload';

/** Where one rank runs. Several ranks may share a place when there are more of them than vCPUs (rule NPB04). */
export interface RankPlace {
  readonly rank: number;
  /** null on the host itself. */
  readonly vm: string | null;
  /** vCPU numbers in the VM; PUs of the host where `vm` is null. One for each thread, fewer in a smaller VM. */
  readonly cpus: readonly number[];
  /** PUs of the host that carry `cpus`, in the same order. */
  readonly pus: readonly number[];
}

type Place = Omit<RankPlace, 'rank'>;

/** The VMs in which a workload's processes run. */
export function vmsOf(workload: Workload, layout: Layout): readonly Vm[] {
  return spansVms(workload.launcher) ? layout.vms : layout.vms.slice(0, 1);
}

/** Threads of each rank: as declared, else one for each vCPU of the VM with `openmp`, else 1. */
export function threadsOf(workload: Workload, layout: Layout): number {
  if (workload.threads !== null) return workload.threads;
  return workload.launcher === 'openmp' ? Math.max(1, layout.vms[0]?.pus.length ?? 1) : 1;
}

/** vCPUs that a workload can use in a layout. */
export function vcpusFor(workload: Workload, layout: Layout): number {
  return vmsOf(workload, layout).reduce((sum, vm) => sum + vm.pus.length, 0);
}

/**
 * How many ranks find vCPUs for all of their threads. A rank does not reach over the edge of a VM, so that is the sum
 * of each VM's vCPUs / threads, rounded down.
 */
export function placesFor(workload: Workload, layout: Layout): number {
  const threads = threadsOf(workload, layout);
  return vmsOf(workload, layout).reduce((sum, vm) => sum + Math.floor(vm.pus.length / threads), 0);
}

/** Processes: as declared, else one with `plain` and `openmp`, else as many as there are places, and at least one. */
export function ranksOf(workload: Workload, layout: Layout): number {
  if (workload.ranks !== null) return workload.ranks;
  return spansVms(workload.launcher) ? Math.max(1, placesFor(workload, layout)) : 1;
}

/**
 * Where every rank of a workload runs in a layout, in rank order. `block` fills one VM after the other, `cyclic` deals
 * ranks out to the VMs in turn, passing over full ones. Ranks beyond the last place begin again at the first. Empty
 * for a layout without vCPUs.
 */
export function rankPlacement(workload: Workload, layout: Layout): readonly RankPlace[] {
  const perVm = placesOfVms(vmsOf(workload, layout), threadsOf(workload, layout));
  const places = workload.rankOrder === 'block' ? perVm.flat() : dealt(perVm);
  if (places.length === 0) return [];
  return Array.from({ length: ranksOf(workload, layout) }, (_, rank) => ({
    rank,
    ...(places[rank % places.length] as Place),
  }));
}

/** The same ranks on the host: rank r on the PUs that carry rank r in the layout's VMs. */
export function nativePlacement(workload: Workload, layout: Layout): readonly RankPlace[] {
  return rankPlacement(workload, layout).map(({ rank, pus }) => ({ rank, vm: null, cpus: pus, pus }));
}

/** Places of each VM; where no VM has vCPUs for one rank, each offers all it has as one place. */
function placesOfVms(vms: readonly Vm[], threads: number): readonly (readonly Place[])[] {
  const whole = vms.map((vm) => placesOf(vm, threads));
  if (whole.some((places) => places.length > 0)) return whole;
  return vms.map((vm) => (vm.pus.length === 0 ? [] : placesOf(vm, vm.pus.length)));
}

function placesOf(vm: Vm, threads: number): readonly Place[] {
  return Array.from({ length: Math.floor(vm.pus.length / threads) }, (_, place) => {
    const pus = vm.pus.slice(place * threads, (place + 1) * threads);
    return { vm: vm.name, cpus: pus.map((_pu, index) => place * threads + index), pus };
  });
}

function dealt(perVm: readonly (readonly Place[])[]): readonly Place[] {
  const rounds = Math.max(0, ...perVm.map((places) => places.length));
  return Array.from({ length: rounds }, (_, round) =>
    perVm.flatMap((places) => places.slice(round, round + 1)),
  ).flat();
}
