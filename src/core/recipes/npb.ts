import { NPB_PROGRAMS } from '../programs/npb';
import type { Workload } from '../schema/generated/vmexperiment.types';
import type { ProblemClass } from './recipe';

/** Where the README of NPB puts what `make` builds, below a folder for what is not from a package. */
const MPI = '/opt/NPB3.4/NPB3.4-MPI/bin';
const OPENMP = '/opt/NPB3.4/NPB3.4-OMP/bin';

/** What must be on the host, as lines of a comment. */
export const howToInstall: readonly string[] = [
  'On the host: the NAS Parallel Benchmarks 3.4 (the paper has 3.3), built by you with Open MPI and gfortran. In',
  'NPB3.4-MPI copy config/make.def.template to config/make.def, then `make cg CLASS=C` and so on for each program and',
  'class below. `directory` is where the binaries are.',
];

/** The MPI programs that run with one of these numbers of ranks. */
export function mpiPrograms(ranks: readonly number[], problemClass: ProblemClass): Workload {
  return {
    suite: 'npb',
    programs: programsFor(ranks),
    class: problemClass,
    directory: MPI,
    launcher: 'mpi',
    mpi: 'openmpi',
  };
}

/** One process with threads, which any number of PUs is right for. */
export function openmpPrograms(problemClass: ProblemClass): Workload {
  return {
    suite: 'npb',
    programs: [...NPB_PROGRAMS],
    class: problemClass,
    directory: OPENMP,
    launcher: 'openmp',
  };
}

/** BT and SP want squares; the others powers of two, which these numbers are. */
function programsFor(ranks: readonly number[]): NonNullable<Workload['programs']> {
  const isSquare = ranks.some((count) => Number.isInteger(Math.sqrt(count)));
  return NPB_PROGRAMS.filter((program) => isSquare || (program !== 'bt' && program !== 'sp'));
}

/** Said where BT and SP are not among the programs; empty where they are. */
export function aboutSquares(ranks: number): readonly string[] {
  return Number.isInteger(Math.sqrt(ranks))
    ? []
    : [
        `BT and SP want a square number of ranks and do not run with ${ranks}: they are left out, as in the paper.`,
      ];
}
