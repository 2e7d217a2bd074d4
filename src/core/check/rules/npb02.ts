import { rankCountProblems } from '../rankCounts';
import type { ExperimentRule } from '../rule';

export const npb02: ExperimentRule = {
  id: 'NPB02',
  subject: 'experiment',
  severity: 'error',
  title: 'Rank count that the NPB program does not divide into',
  reason:
    'CG, FT, IS and MG halve their grids from rank to rank and need a power of two; LU needs a grid that is nearly square.',
  source: 'NPB 3.4, NPB3.4-MPI/README',
  check: (experiment) => rankCountProblems(experiment, 'NPB02'),
};
