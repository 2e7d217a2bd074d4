import type { Experiment } from '../../src/core/experiment/experiment';
import type { Workload } from '../../src/core/experiment/workload';
import type { Layout, Vm } from '../../src/core/layout/layout';
import type { Machine } from '../../src/core/topology/machine';
import { plainExperiment, plainLayout, plainVm } from './plain';

const GIB = 2 ** 30;

/** A machine with one package and node for each of `nodes`, `cores` PUs on each, 4 GiB a node. */
export function machine(nodes = 4, cores = 2): Machine {
  const ids = Array.from({ length: nodes }, (_, node) => node);
  return {
    id: 'test',
    title: 'A machine for tests',
    source: 'made up',
    nodes: ids.map((id) => ({ id, memoryBytes: 4 * GIB, hugePages: [], kind: null, allowed: true })),
    pus: ids.flatMap((node) =>
      Array.from({ length: cores }, (_, core) => ({
        id: node * cores + core,
        package: node,
        core,
        l3: node,
        node,
        kind: null,
        online: true,
        allowed: true,
      })),
    ),
    distances: null,
    nics: [],
    pageSizesBytes: [4096],
    reserved: { pus: [], memoryBytesPerNode: 0 },
    warnings: [],
  };
}

export function vm(name: string, pus: readonly number[], more: Partial<Vm> = {}): Vm {
  return {
    ...plainVm,
    name,
    pus,
    memoryBytes: GIB,
    nodes: [0],
    emulatorPus: [0],
    path: ['vms', 0],
    ...more,
  };
}

export function layout(name: string, vms: readonly Vm[], on: Machine = machine()): Layout {
  return { ...plainLayout, name, machine: on, vms };
}

export function workload(more: Partial<Workload> = {}): Workload {
  return {
    id: 'w1',
    title: 'a program',
    suite: 'command',
    program: 'program',
    problemClass: null,
    directory: null,
    command: ['/bin/true'],
    files: {},
    time: null,
    metrics: {},
    success: null,
    profile: null,
    launcher: 'plain',
    mpi: 'openmpi',
    ranks: null,
    threads: null,
    rankOrder: 'block',
    transport: 'network',
    environment: {},
    levels: {},
    path: ['workloads', 0],
    ...more,
  };
}

export function experiment(more: Partial<Experiment> = {}): Experiment {
  const cut = layout('two', [vm('vm0', [0, 1]), vm('vm1', [2, 3], { nodes: [1] })]);
  return {
    ...plainExperiment,
    name: 'test',
    title: 'A test',
    layouts: [{ name: 'two', layout: cut, path: ['layouts', 0] }],
    native: true,
    workloads: [workload()],
    phases: ['cold', 'warm'],
    warmRuns: 1,
    replicates: 2,
    order: 'fixed',
    seed: 1,
    timeLimitSeconds: 60,
    bootLimitSeconds: 60,
    guest: { kernel: null, args: [], files: [] },
    ...more,
  };
}
