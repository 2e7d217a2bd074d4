import type { Workload } from '../../experiment/workload';
import { workloadsFromDocument } from '../../experiment/workloads';
import { mpiPrograms, openmpPrograms } from '../../recipes/npb';
import type { ProblemClass } from '../../recipes/recipe';
import type { Workload as WorkloadEntry } from '../../schema/generated/vmexperiment.types';

/** A program for which a cut is wanted. Its transport does not matter: that is a part of the cut. */
export interface AdvisedProgram {
  /** As it stands in an experiment, with this program alone. */
  readonly entry: WorkloadEntry;
  readonly workload: Workload;
}

const NAME = /^(?:(mpi|openmp):)?(bt|cg|ep|ft|is|lu|mg|sp)\.([SWABCD])$/;

/** A program of NPB by name and class, `cg.C` with MPI or `openmp:cg.C`; null for anything else. */
export function programNamed(text: string): AdvisedProgram | null {
  const [, launcher, program, problemClass] = NAME.exec(text) ?? [];
  if (program === undefined) return null;
  const entry =
    launcher === 'openmp'
      ? openmpPrograms(problemClass as ProblemClass)
      : mpiPrograms([4], problemClass as ProblemClass);
  return programsOf([{ ...entry, programs: [program as 'cg'] }])[0] ?? null;
}

/** Programs of an experiment's entries, one by one. */
export function programsOf(entries: readonly WorkloadEntry[]): readonly AdvisedProgram[] {
  return entries
    .flatMap((entry) =>
      entry.programs === undefined
        ? [entry]
        : entry.programs.map((program): WorkloadEntry => ({ ...entry, programs: [program] })),
    )
    .flatMap((entry) => {
      const { workloads } = workloadsFromDocument({ version: 1, layouts: [], workloads: [entry] });
      return workloads.slice(0, 1).map((workload) => ({ entry, workload }));
    });
}
