import { layoutsOf } from '../../experiment/exclusion';
import { firstInEachEntry } from '../entries';
import type { ExperimentRule } from '../rule';
import { named, plural } from '../words';

export const npb03: ExperimentRule = {
  id: 'NPB03',
  subject: 'experiment',
  severity: 'error',
  title: 'OpenMP across VMs',
  reason: 'Threads share one address space, which ends at the edge of the VM: the other VMs would stay idle.',
  source: 'Paper, section VIII: shared memory models cannot span VMs',
  *check(experiment) {
    yield* firstInEachEntry(experiment, function* (workload) {
      if (workload.launcher !== 'openmp') return;
      const several = layoutsOf(experiment, workload)
        .filter(({ layout }) => layout.vms.length > 1)
        .map(({ name }) => name);
      if (several.length === 0) return;
      const path = [...workload.path, 'launcher'];
      yield {
        message: `"${workload.title}" runs with OpenMP in one VM, but ${plural(several, 'layout', 'layouts')} ${named(several)} ${plural(several, 'has', 'have')} several. Use layouts of one VM, or start it with MPI.`,
        path,
        fixes:
          workload.suite === 'npb'
            ? [{ title: 'Start the MPI version', safe: false, changes: [{ path, value: 'mpi' }] }]
            : [],
      };
    });
  },
};
