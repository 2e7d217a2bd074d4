import { mpichLaunch } from './mpich';
import { openmpiLaunch } from './openmpi';
import type { Launch, Launcher, LaunchRequest } from './launch';

/** Debian's name first: `mpirun` alone may be another runtime's there. */
export const OPENMPI_TOOLS: readonly string[] = ['mpirun.openmpi', 'mpirun'];

/** MPI ranks, one on each CPU of the map. */
export const mpi: Launcher = {
  id: 'mpi',
  title: 'MPI ranks, one on each vCPU.',
  // Numerical libraries start threads of their own unless they are told not to.
  launch: (request) =>
    mpiLaunch(request, { OMP_NUM_THREADS: String(request.threads), ...request.environment }),
};

/** By the runtime that the workload asks for. */
export function mpiLaunch(request: LaunchRequest, environment: Readonly<Record<string, string>>): Launch {
  if (request.mpi === 'mpich') return mpichLaunch(request, environment);
  return openmpiLaunch(request, OPENMPI_TOOLS, environment);
}
