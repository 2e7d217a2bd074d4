import type { FaultHost } from './host';

/** What the programs of a trial do, and what each must have left when nothing went wrong with its run. */

export interface TrialShape {
  readonly host: FaultHost;
  /** For the order of runs. */
  readonly seed: number;
  readonly blocks: number;
  /** A second program that goes wrong by itself. */
  readonly bad: 'crashes' | 'never-ends' | null;
  /** As a user who needs vmpart-root for a setting of the host; native sessions alone. */
  readonly asUser: boolean;
  /** Of one run, and for a guest to come up, seconds. */
  readonly timeLimitSeconds: number;
  readonly bootLimitSeconds: number;
}

const LINES = 400;

/** Takes about a third of a second, prints before and after. */
const PRINTS = `i=0
while [ $i -lt ${LINES} ]; do
  echo "line $i of ${LINES} of a run that must be kept whole"
  i=$((i + 1))
  [ $i -ne ${LINES / 2} ] || sleep 0.3
done`;

const BAD = {
  crashes: 'echo about to crash; kill -SEGV $$',
  'never-ends': 'echo will not end; while :; do sleep 1; done',
} as const;

const wholeOutput = Array.from(
  { length: LINES },
  (_, index) => `line ${index} of ${LINES} of a run that must be kept whole\n`,
).join('');

/** What a run of this program prints to its end, or until it goes wrong by itself. */
export function outputOf(program: string): string {
  if (program === 'crashes') return 'about to crash\n';
  return program === 'never-ends' ? 'will not end\n' : wholeOutput;
}

export function trialExperiment(shape: TrialShape): object {
  const command = (name: string, text: string): object => ({
    ...{ suite: 'command', name, launcher: 'plain', command: ['sh', '-c', text] },
  });
  return {
    version: 1,
    layouts: [{ name: 'small', layout: shape.host.layout }],
    workloads: [
      command('prints', PRINTS),
      ...(shape.bad === null ? [] : [command(shape.bad, BAD[shape.bad])]),
    ],
    phases: ['cold', 'warm'],
    replicates: shape.blocks,
    seed: shape.seed,
    timeLimit: `${shape.timeLimitSeconds}s`,
    bootLimit: `${shape.bootLimitSeconds}s`,
    ...(shape.asUser ? { factors: { 'host.ksm': ['on'] }, cells: [{ layout: 'native' }] } : {}),
    accept: { EXP01: 'a trial of faults, not of a machine' },
  };
}
