import { nothingDescribed, type Described, type Suite, type WorkloadEntry } from './program';
import { readHpcc } from './readers/hpcc';

/** The HPC Challenge. It reads hpccinf.txt and writes hpccoutf.txt in its working folder, and prints nothing. */
export const hpcc: Suite = {
  id: 'hpcc',
  title: 'the HPC Challenge',
  entry: {
    keys: {
      binary: {
        type: 'string',
        minLength: 1,
        description: 'The program on the host; `hpcc` when absent.',
      },
      input: { type: 'string', description: 'Text of hpccinf.txt.' },
    },
    required: ['input'],
    launchers: ['mpi', 'hybrid'],
  },
  launcher: 'mpi',
  describe: (entry) => [describe(entry)],
  candidates: (workload) => [workload.command],
  files: (workload) => workload.files,
  outputs: ['hpccoutf.txt'],
  read: (_workload, output) =>
    readHpcc(output) ?? { seconds: null, values: {}, verified: null, facts: { program: 'hpcc' } },
  recognize: readHpcc,
  rankProblem: () => null,
  testsInTurn: true,
};

function describe(entry: WorkloadEntry): Described {
  return {
    ...nothingDescribed,
    title: entry.name ?? 'hpcc',
    program: 'hpcc',
    command: [entry.binary ?? 'hpcc'],
    files: { 'hpccinf.txt': entry.input ?? '' },
  };
}
