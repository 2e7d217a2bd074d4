import type { Workload } from '../../../src/core/experiment/workload';

/** A workload with defaults, for tests. */
export function workload(changes: Partial<Workload> = {}): Workload {
  return {
    ...{ id: 'w1', title: 'bt.S', suite: 'npb', program: 'bt', problemClass: 'S', directory: '/opt/npb/bin' },
    ...{ command: [], files: {}, time: null, metrics: {}, success: null, launcher: 'mpi', mpi: 'openmpi' },
    ...{ ranks: null, threads: null, rankOrder: 'block', environment: {}, path: ['workloads', 0] },
    ...changes,
  };
}
