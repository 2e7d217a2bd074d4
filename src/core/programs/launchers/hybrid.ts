import { mpiLaunch } from './mpi';
import { openmpEnvironment } from './threads';
import type { Launcher } from './launch';

/** MPI ranks, each with OpenMP threads on the CPUs of its rank. */
export const hybrid: Launcher = {
  id: 'hybrid',
  title: 'MPI ranks, each with OpenMP threads.',
  launch: (request) => mpiLaunch(request, openmpEnvironment(request)),
};
