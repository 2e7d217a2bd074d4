import { rankCountProblems } from '../rankCounts';
import type { ExperimentRule } from '../rule';

export const npb01: ExperimentRule = {
  id: 'NPB01',
  subject: 'experiment',
  severity: 'error',
  title: 'BT or SP with a rank count that is no square',
  reason:
    'BT and SP cut their cube into a square of columns and stop at once with any other number of processes.',
  source: 'NPB 3.4, NPB3.4-MPI/README; paper, section IV',
  check: (experiment) => rankCountProblems(experiment, 'NPB01'),
};
