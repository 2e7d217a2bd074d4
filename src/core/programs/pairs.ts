import { nothingDescribed, type Described, type Suite, type WorkloadEntry } from './program';
import { readPairs } from './readers/osu';

/** Of a message: what the program allows. */
const MOST = 64 * 1024 * 1024;

/**
 * The project's own latency and bandwidth between pairs of ranks (src/payload/programs/pairs.c), for hosts that have no
 * other. Each host compiles it with its own MPI.
 */
export const pairs: Suite = {
  id: 'pairs',
  title: 'latency and bandwidth of pairs of ranks',
  entry: {
    keys: {
      measure: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: { enum: ['latency', 'bandwidth'] },
        description:
          'What is measured while rank i of the first half and rank i + n/2 talk, all pairs at once: half the time of a message there and back, or the bytes of all pairs in a second. Both when absent.',
      },
      bytes: {
        type: 'object',
        additionalProperties: false,
        properties: {
          from: {
            type: 'integer',
            minimum: 1,
            maximum: MOST,
            description: 'Smallest message; 8 when absent.',
          },
          to: {
            type: 'integer',
            minimum: 1,
            maximum: MOST,
            description: 'Largest one; 1048576 when absent.',
          },
        },
        description: 'Sizes of the messages in bytes: each is twice the one before.',
      },
    },
    required: [],
    launchers: ['mpi', 'hybrid'],
  },
  launcher: 'mpi',
  describe,
  candidates: ({ command }) => [command],
  built: ({ mpi }) => ({ source: 'pairs.c', program: `pairs.${mpi}`, compilers: [`mpicc.${mpi}`, 'mpicc'] }),
  files: () => ({}),
  outputs: [],
  read: (_workload, output) =>
    readPairs(output) ?? { seconds: null, values: {}, verified: null, facts: { program: 'pairs' } },
  recognize: readPairs,
  rankProblem: () => null,
};

function describe(entry: WorkloadEntry): readonly Described[] {
  const measures = entry.measure ?? ['latency', 'bandwidth'];
  const { from = 8, to = 1024 * 1024 } = entry.bytes ?? {};
  return measures.map((measure) => {
    const named = measures.length === 1 ? entry.name : entry.name && `${entry.name}:${measure}`;
    const words = [measure, String(from), String(to)];
    return { ...nothingDescribed, title: named ?? `pairs.${measure}`, program: measure, command: words };
  });
}
