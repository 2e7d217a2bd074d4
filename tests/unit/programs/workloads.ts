import type { Workload } from '../../../src/core/experiment/workload';
import { workload as anyWorkload } from '../../support/experiments';

/** A program of NPB started by Open MPI, for tests. */
export function workload(changes: Partial<Workload> = {}): Workload {
  return anyWorkload({
    ...{
      title: 'bt.S',
      suite: 'npb',
      program: 'bt',
      problemClass: 'S',
      directory: '/opt/npb/bin',
      command: [],
    },
    launcher: 'mpi',
    ...changes,
  });
}
