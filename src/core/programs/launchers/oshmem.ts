import { openmpiLaunch } from './openmpi';
import type { Launcher } from './launch';

/** OpenSHMEM programs by Open MPI's `oshrun`, which takes mpirun's arguments. */
export const oshmem: Launcher = {
  id: 'oshmem',
  title: "OpenSHMEM programs, by Open MPI's oshrun.",
  launch: (request) =>
    openmpiLaunch(request, ['oshrun', 'shmemrun'], {
      OMP_NUM_THREADS: String(request.threads),
      ...request.environment,
    }),
};
