import type { Experiment, LayoutLevel } from '../../../src/core/experiment/experiment';
import type { Workload } from '../../../src/core/experiment/workload';
import type { Layout, Vm } from '../../../src/core/layout/layout';
import type { Machine, Pu } from '../../../src/core/topology/machine';
import { experiment as anyExperiment, workload as anyWorkload } from '../../support/experiments';
import { plainLayout, plainVm } from '../../support/plain';

export const GiB = 2 ** 30;

/** A regular machine: PU numbers run over packages, then cores, then threads. One node and one L3 a package. */
export function machine(over: Partial<Machine> = {}, packages = 4, cores = 4, threads = 1): Machine {
  const perPackage = cores * threads;
  const pus: Pu[] = Array.from({ length: packages * perPackage }, (_, id) => {
    const socket = Math.floor(id / perPackage);
    const core = Math.floor((id % perPackage) / threads);
    return { id, package: socket, core, l3: socket, node: socket, kind: null, online: true, allowed: true };
  });
  return {
    id: 'quad',
    title: 'A machine for tests',
    source: 'made up',
    nodes: Array.from({ length: packages }, (_, id) => ({
      id,
      memoryBytes: 8 * GiB,
      hugePages: [],
      kind: null,
      allowed: true,
    })),
    pus,
    distances: null,
    nics: [],
    pageSizesBytes: [4096, 2 ** 21, 2 ** 30],
    reserved: { pus: [], memoryBytesPerNode: 0 },
    warnings: [],
    ...over,
  };
}

export function vm(name: string, pus: readonly number[], over: Partial<Vm> = {}): Vm {
  return {
    ...plainVm,
    name,
    pus,
    memoryBytes: 4 * GiB,
    nodes: [0],
    emulatorPus: [],
    path: ['vms', 0],
    ...over,
  };
}

/** VMs of the given numbers of vCPUs on consecutive PUs. */
export function layoutOf(name: string, ...sizes: readonly number[]): Layout {
  let next = 0;
  const vms = sizes.map((size, index) => {
    const pus = Array.from({ length: size }, () => next++);
    return vm(`vm${index}`, pus, { path: ['vms', index] });
  });
  return { ...plainLayout, name, machine: machine({}, 4, Math.max(4, Math.ceil(next / 4))), vms };
}

export function level(layout: Layout, index = 0): LayoutLevel {
  return { name: layout.name, layout, path: ['layouts', index] };
}

export function workload(over: Partial<Workload> = {}): Workload {
  return anyWorkload({
    ...{ title: 'cg.B', suite: 'npb', program: 'cg', problemClass: 'B', directory: '/opt/npb', command: [] },
    launcher: 'mpi',
    ...over,
  });
}

export function experiment(over: Partial<Experiment> = {}): Experiment {
  return anyExperiment({
    layouts: [level(layoutOf('wide', 16))],
    workloads: [workload()],
    replicates: 5,
    order: 'randomized',
    timeLimitSeconds: 3600,
    ...over,
  });
}
