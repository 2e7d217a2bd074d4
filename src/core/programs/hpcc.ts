import type { Suite } from './program';
import { readHpcc } from './readers/hpcc';

/** The HPC Challenge. It reads hpccinf.txt and writes hpccoutf.txt in its working folder, and prints nothing. */
export const hpcc: Suite = {
  id: 'hpcc',
  candidates: (workload) => [workload.command],
  files: (workload) => workload.files,
  outputs: ['hpccoutf.txt'],
  read: (_workload, output) =>
    readHpcc(output) ?? { seconds: null, values: {}, verified: null, facts: { program: 'hpcc' } },
  rankProblem: () => null,
};
