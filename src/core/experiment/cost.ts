import { combinationCount, mostCells } from './cells';
import { ownLevel, type Exclusion } from './exclusion';
import { factorKind } from './factors';
import { sessionKinds } from './schedule';
import type { Experiment, FactorLevel } from './experiment';
import type { Workload } from './workload';
import { remembered } from '../text/remembered';

/** What one block of an experiment takes, every factor counted. */
export interface Cost {
  readonly sessions: number;
  /** VMs that are started. */
  readonly boots: number;
  readonly runs: number;
  /** Upper bound by the experiment's own limits. */
  readonly seconds: number;
}

/** Nobody runs that many cells; beyond it, counts stay there and finite, and are no longer those of the schedule. */
const mostCombinations = 1e12;
/** Combinations of levels beyond which exclusions are not counted out one by one. */
const manyCombinations = 4096;

/**
 * A block holds every cell once: layouts (the native machine among them) with every combination of the other factors'
 * levels, less what is excluded. With a cold phase each program has a session of its own in each cell.
 */
export const costOfBlock = remembered((experiment: Experiment): Cost =>
  isSpelledOut(experiment) ? costOfKinds(experiment) : costByCounting(experiment),
);

/** Are there few enough cells for a schedule, and is every factor that is about starting programs in `workloads`? */
function isSpelledOut(experiment: Experiment): boolean {
  const programs = Object.keys(experiment.factors).filter((name) => factorKind(name) === 'program');
  const has = (workload: Workload, name: string): boolean =>
    Object.hasOwn(workload.levels, name) || !name.startsWith('env.');
  return (
    combinationCount(experiment) <= mostCells &&
    experiment.workloads.every((workload) => programs.every((name) => has(workload, name)))
  );
}

function costOfKinds(experiment: Experiment): Cost {
  const warm = experiment.phases.includes('warm') ? experiment.warmRuns : 0;
  const vms = new Map(experiment.layouts.map(({ name, layout }) => [name, layout.vms.length]));
  return sessionKinds(experiment)
    .map(({ layout, workloads }) => {
      const boots = vms.get(layout) ?? 0;
      const runs = workloads.length * (1 + warm);
      const bootSeconds = boots > 0 ? experiment.bootLimitSeconds : 0;
      return { sessions: 1, boots, runs, seconds: bootSeconds + runs * experiment.timeLimitSeconds };
    })
    .reduce(sum, nothing);
}

const nothing: Cost = { sessions: 0, boots: 0, runs: 0, seconds: 0 };

function costByCounting(experiment: Experiment): Cost {
  const native = experiment.native ? [{ name: 'native', vms: 0 }] : [];
  const layouts = experiment.layouts.map(({ name, layout }) => ({ name, vms: layout.vms.length }));
  return [...native, ...layouts]
    .map(({ name, vms }) => costOfLayout(experiment, name, vms))
    .reduce(sum, nothing);
}

/** Blocks that run at least and at most: the same number unless it stops at a precision. */
export function blocksOf({ precision, replicates }: Experiment): { least: number; most: number } {
  if (precision === null) return { least: replicates, most: replicates };
  return { least: Math.min(precision.minimum, precision.maximum), most: precision.maximum };
}

function costOfLayout(experiment: Experiment, layout: string, vms: number): Cost {
  const cells = experiment.workloads.map((workload) => cellsOf(experiment, workload, layout));
  const all = cells.reduce((total, count) => total + count, 0);
  const sessions = experiment.phases.includes('cold') ? all : Math.max(0, ...cells);
  const warm = experiment.phases.includes('warm') ? experiment.warmRuns : 0;
  const runs = all * (1 + warm);
  const bootSeconds = vms > 0 ? sessions * experiment.bootLimitSeconds : 0;
  return { sessions, boots: sessions * vms, runs, seconds: bootSeconds + runs * experiment.timeLimitSeconds };
}

function sum(a: Cost, b: Cost): Cost {
  return {
    sessions: a.sessions + b.sessions,
    boots: a.boots + b.boots,
    runs: a.runs + b.runs,
    seconds: a.seconds + b.seconds,
  };
}

/** Combinations of levels with which a workload runs in a layout. What only VMs have does not multiply native runs. */
function cellsOf(experiment: Experiment, workload: Workload, layout: string): number {
  const factors = Object.entries(experiment.factors).filter(
    ([name]) => !Object.hasOwn(workload.levels, name) && (layout !== 'native' || isOfHost(name)),
  );
  const left = experiment.exclude
    .map((entry) => rest(entry, workload, layout, factors))
    .filter((entry) => entry !== null);
  const named = factors.filter(([name]) => left.some((entry) => Object.hasOwn(entry, name)));
  const others = product(factors.filter((factor) => !named.includes(factor)));
  const combinations = product(named);
  if (left.length === 0 || combinations > manyCombinations) return others * combinations;
  return others * combinationsOf(named).filter((cell) => !left.some((entry) => matches(entry, cell))).length;
}

/** A factor that the native machine has too. */
export function isOfHost(factor: string): boolean {
  return factorKind(factor) !== 'guest';
}

type Factor = readonly [string, readonly FactorLevel[]];

/** What an exclusion still asks of `factors` in this layout for this workload; null where it does not apply. */
function rest(
  entry: Exclusion,
  workload: Workload,
  layout: string,
  factors: readonly Factor[],
): Exclusion | null {
  const open: Record<string, string | number | boolean> = {};
  for (const [name, level] of Object.entries(entry)) {
    const own = ownLevel(name, workload, layout);
    if (own === String(level)) continue;
    if (own !== undefined || !factors.some(([factor]) => factor === name)) return null;
    open[name] = level;
  }
  return open;
}

function product(factors: readonly Factor[]): number {
  return factors.reduce((total, [, levels]) => Math.min(mostCombinations, total * levels.length), 1);
}

function combinationsOf(factors: readonly Factor[]): readonly ReadonlyMap<string, FactorLevel>[] {
  return factors.reduce<readonly ReadonlyMap<string, FactorLevel>[]>(
    (cells, [name, levels]) =>
      cells.flatMap((cell) => levels.map((level) => new Map([...cell, [name, level]]))),
    [new Map()],
  );
}

function matches(entry: Exclusion, cell: ReadonlyMap<string, FactorLevel>): boolean {
  return Object.entries(entry).every(([name, level]) => cell.get(name) === String(level));
}
