import type { Workload } from '../experiment/workload';
import { npbMemoryBytes } from './npbMemory';
import {
  nothingDescribed,
  type Described,
  type Metrics,
  type RankProblem,
  type Suite,
  type WorkloadEntry,
} from './program';
import { readNpb } from './readers/npb';

/** In alphabetical order. */
export const NPB_PROGRAMS = ['bt', 'cg', 'ep', 'ft', 'is', 'lu', 'mg', 'sp'] as const;

/** The NAS Parallel Benchmarks, started by their binaries. */
export const npb: Suite = {
  id: 'npb',
  title: 'NAS Parallel Benchmarks',
  entry: {
    keys: {
      programs: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: { enum: NPB_PROGRAMS },
        description: 'Programs of the suite.',
      },
      class: { enum: ['S', 'W', 'A', 'B', 'C', 'D', 'E'], description: 'Problem class.' },
      directory: {
        type: 'string',
        pattern: '^/',
        description: 'Folder of the binaries on the host: `bt.B.x`, or `bt.B.16` for older versions.',
      },
    },
    required: ['programs', 'class', 'directory'],
    launchers: ['openmp', 'mpi', 'hybrid', 'upc'],
  },
  launcher: 'mpi',
  describe,
  candidates,
  files: () => ({}),
  outputs: [],
  read: (_workload, output) => readNpb(output) ?? NOTHING,
  recognize: readNpb,
  rankProblem,
  memoryBytes: npbMemoryBytes,
};

const NOTHING: Metrics = { seconds: null, values: {}, verified: null, facts: {} };

function describe(entry: WorkloadEntry): readonly Described[] {
  const programs = entry.programs ?? [];
  const problemClass = entry.class ?? 'S';
  return programs.map((program) => {
    // Where the class is a factor, the entry has none and the title neither.
    const own = entry.class === undefined ? program : `${program}.${problemClass}`;
    const named = programs.length === 1 ? entry.name : entry.name && `${entry.name}:${own}`;
    const directory = entry.directory ?? null;
    return { ...nothingDescribed, title: named ?? own, program, problemClass, directory };
  });
}

/**
 * `bt.B.x` is what NPB 3.4 and every OpenMP version build; MPI versions before 3.4 and the UPC ones build a
 * binary for each rank count, `bt.B.16`.
 */
function candidates(workload: Workload, ranks: number): readonly (readonly string[])[] {
  const folder = (workload.directory ?? '').replace(/\/+$/, '');
  const stem = `${folder}/${workload.program}.${workload.problemClass ?? ''}`;
  return workload.launcher === 'openmp' ? [[`${stem}.x`]] : [[`${stem}.x`], [`${stem}.${ranks}`]];
}

/** NPB's own rules for the number of processes (README of NPB-MPI, "number of processes"). Threads are free. */
function rankProblem(workload: Workload, ranks: number): RankProblem | null {
  const rule = workload.launcher === 'openmp' ? undefined : ruleOf(workload);
  if (rule === undefined || rule.fits(ranks)) return null;
  const nearest = nearestCounts(ranks, rule.fits);
  const title = `${workload.program.toUpperCase()} cannot run with ${ranks} ranks: it needs ${rule.words}`;
  return { rule: rule.id, message: `${title}. Use ${nearest.join(' or ')} ranks.`, nearest };
}

interface CountRule {
  readonly id: RankProblem['rule'];
  readonly words: string;
  readonly fits: (ranks: number) => boolean;
}

const SQUARE: CountRule = { id: 'NPB01', words: 'a square number', fits: isSquare };
const POWER: CountRule = { id: 'NPB02', words: 'a power of two', fits: isPowerOfTwo };
const GRID: CountRule = {
  id: 'NPB02',
  words: 'a grid np1 x np2 of ranks with np1/2 <= np2 <= np1 (before NPB 3.4 a power of two)',
  fits: isNearlySquareGrid,
};

function ruleOf(workload: Workload): CountRule | undefined {
  if (workload.program === 'lu' && isOlderThan34(workload.directory ?? '')) return POWER;
  return RULES[workload.program];
}

/** `ep` takes any number. */
const RULES: Readonly<Record<string, CountRule>> = {
  bt: SQUARE,
  sp: SQUARE,
  cg: POWER,
  ft: POWER,
  is: POWER,
  mg: POWER,
  lu: GRID,
};

/** A guess by the folder's name, `NPB3.3.1/NPB3.3-MPI/bin`; an unknown version counts as a new one. */
function isOlderThan34(directory: string): boolean {
  return /NPB-?3\.[0-3](?!\d)|NPB-?2\./i.test(directory);
}

function isSquare(count: number): boolean {
  return Number.isInteger(Math.sqrt(count));
}

function isPowerOfTwo(count: number): boolean {
  return Number.isInteger(Math.log2(count));
}

function isNearlySquareGrid(count: number): boolean {
  for (let columns = Math.floor(Math.sqrt(count)); columns >= 1; columns -= 1) {
    if (count % columns === 0) return count / columns / 2 <= columns;
  }
  return false;
}

/** The next count below and above that fits. A square and a power of two lie within a factor of four. */
function nearestCounts(ranks: number, fits: (ranks: number) => boolean): readonly number[] {
  let below = ranks - 1;
  while (below >= 1 && !fits(below)) below -= 1;
  let above = ranks + 1;
  while (!fits(above)) above += 1;
  return below >= 1 ? [below, above] : [above];
}
