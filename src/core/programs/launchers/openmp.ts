import { rankWrapper, type Launcher } from './launch';
import { openmpEnvironment } from './threads';

/** One process with OpenMP threads, each on a CPU of its own. */
export const openmp: Launcher = {
  id: 'openmp',
  title: 'One process with OpenMP threads, each on a CPU of its own.',
  launch: (request) => ({
    argv: rankWrapper(request),
    tools: [],
    environment: openmpEnvironment(request),
    ranks: request.ranks,
    hostFile: null,
    needs: [],
  }),
};
