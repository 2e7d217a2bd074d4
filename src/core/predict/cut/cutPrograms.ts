import type { Workload } from '../../experiment/workload';
import { workloadsFromDocument } from '../../experiment/workloads';
import type { Layout } from '../../layout/layout';
import { NPB_PROGRAMS } from '../../programs/npb';
import type { Workload as WorkloadEntry } from '../../schema/generated/vmexperiment.types';

/** What a cut can be predicted for, as text: `mean.C`, `cg.C`, `hpl`, `messages.8`, `experiment.first-cut`. */
export interface CutProgram {
  readonly id: string;
  readonly title: string;
  readonly workloads: (layout: Layout, transport: Workload['transport']) => readonly Workload[];
}

const CLASSES = ['B', 'C'] as const;
const MESSAGE_BYTES = [8, 1024 * 1024] as const;

/** Where no experiment says what is run. */
export const DEFAULT_PROGRAM = 'mean.C';

/** Programs of which the model has a profile: those of NPB by class, HPL, messages between pairs of ranks. */
export function cutPrograms(): readonly CutProgram[] {
  return [
    ...[...CLASSES].reverse().map((problemClass) => npb(`mean.${problemClass}`, NPB_PROGRAMS, problemClass)),
    ...NPB_PROGRAMS.flatMap((program) =>
      CLASSES.map((problemClass) => npb(`${program}.${problemClass}`, [program], problemClass)),
    ),
    {
      id: 'hpl',
      title: 'HPL',
      workloads: (layout, transport) =>
        workloadsOf({ suite: 'hpcc', input: hplInput(layout), transport, name: 'HPL' }),
    },
    ...MESSAGE_BYTES.map((bytes) => ({
      id: `messages.${bytes}`,
      title: `messages of ${bytes === 8 ? '8 B' : '1 MiB'}`,
      workloads: (_layout: Layout, transport: Workload['transport']) =>
        workloadsOf({ suite: 'pairs', launcher: 'mpi', bytes: { from: bytes, to: bytes }, transport }),
    })),
  ];
}

function npb(
  id: string,
  programs: readonly (typeof NPB_PROGRAMS)[number][],
  problemClass: 'B' | 'C',
): CutProgram {
  const [only, more] = programs;
  return {
    id,
    title: more === undefined ? `${only ?? ''}.${problemClass}` : `NPB class ${problemClass}, mean`,
    // The folder is where examples have it: a model reads no files.
    workloads: (_layout, transport) =>
      workloadsOf({
        ...{ suite: 'npb', programs: [...programs], class: problemClass, directory: '/opt/NPB' },
        ...{ launcher: 'mpi', transport },
      }),
  };
}

/** What an experiment runs, with the transport that is asked for. */
export function experimentProgram(name: string, workloads: readonly Workload[]): CutProgram {
  return {
    id: `experiment.${name}`,
    title: `what ${name} runs`,
    workloads: (_layout, transport) => workloads.map((workload) => ({ ...workload, transport })),
  };
}

function workloadsOf(entry: WorkloadEntry): readonly Workload[] {
  return workloadsFromDocument({ version: 1, layouts: [], workloads: [entry] }).workloads;
}

/** Rows of the matrix that HPL solves: half a GiB a rank, in a grid of all ranks that is as square as it can be. */
function hplInput(layout: Layout): string {
  const ranks = Math.max(
    1,
    layout.vms.reduce((sum, { pus }) => sum + pus.length, 0),
  );
  let rows = Math.floor(Math.sqrt(ranks));
  while (ranks % rows !== 0) rows -= 1;
  const size = Math.floor(Math.sqrt((ranks * 2 ** 29) / 8));
  const lines = ['', '', '', '', 1, size, 1, 128, 0, 1, rows, ranks / rows];
  return lines.join('\n');
}
