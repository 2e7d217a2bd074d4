import { matches, referenceOf } from './exclusion';
import { remembered } from '../text/remembered';
import type { Experiment } from './experiment';
import { combinationsOf, factorKind, type Levels } from './factors';
import { type Impossible, impossibleGuests, impossibleProgram } from './impossible';
import type { Workload } from './workload';

/** One combination of levels: all its runs are alike but for block and phase. */
export interface Cell {
  /** `native` or the name of a layout level. */
  readonly layout: string;
  /** What its sessions are set to; natively the host's settings alone. */
  readonly levels: Levels;
  /** The program as it is started; its own levels are in it. */
  readonly workload: Workload;
}

/** A cell that cannot be run, with the reason in words. */
export interface LeftOut extends Cell, Impossible {}

export interface Cells {
  readonly cells: readonly Cell[];
  readonly leftOut: readonly LeftOut[];
}

/** Combinations beyond which an experiment is not spelled out. */
export const mostCells = 20_000;

/** How many combinations there are before anything is left out, the native ones included. */
export function combinationCount({ factors, layouts, workloads, native }: Experiment): number {
  const levels = Object.entries(factors)
    .filter(([name]) => factorKind(name) !== 'program')
    .reduce((count, [, list]) => Math.min(1e12, count * list.length), 1);
  return levels * (layouts.length + (native ? 1 : 0)) * workloads.length;
}

/**
 * All cells of an experiment, workload by workload, native first: every combination of levels less what `exclude`
 * names, or those that `cells` names. What cannot be run is left out with the reason. The experiment has at most
 * `mostCells` combinations.
 */
export const cellsOf = remembered((experiment: Experiment): Cells => {
  const wanted = candidates(experiment).filter((cell) => isWanted(experiment, cell));
  const whyNot = impossibleIn(experiment);
  const cells: Cell[] = [];
  const leftOut: LeftOut[] = [];
  for (const cell of wanted) {
    const impossible = whyNot(cell);
    if (impossible === null) cells.push(cell);
    else leftOut.push({ ...cell, ...impossible });
  }
  return { cells: withBaselines(experiment, cells), leftOut };
});

function candidates(experiment: Experiment): readonly Cell[] {
  const native = experiment.native ? combinationsOf(experiment, ['host']) : [];
  const guests = combinationsOf(experiment, ['host', 'guest']);
  return experiment.workloads.flatMap((workload) => [
    ...native.map((levels) => ({ layout: 'native', levels, workload })),
    ...experiment.layouts.flatMap(({ name }) => guests.map((levels) => ({ layout: name, levels, workload }))),
  ]);
}

/** Of a list of cells, native ones are looked at when it is known what they are compared with. */
function isWanted({ exclude, cells }: Experiment, { workload, layout, levels }: Cell): boolean {
  const isNamed = (entry: Experiment['exclude'][number]): boolean => matches(entry, workload, layout, levels);
  if (exclude.some(isNamed)) return false;
  return cells === null || layout === 'native' || cells.some(isNamed);
}

/**
 * Why a cell cannot be run. What a program cannot do is asked once for each layout, however many settings there are.
 * Natively it runs as in the layout that its ranks are bound after.
 */
function impossibleIn(experiment: Experiment): (cell: Cell) => Impossible | null {
  const programs = new Map<string, Impossible | null>();
  const levels = new Map(experiment.layouts.map((level) => [level.name, level]));
  const ofProgram = (workload: Workload, layout: string): Impossible | null => {
    const key = `${workload.id} ${layout}`;
    const known = programs.get(key);
    if (known !== undefined) return known;
    const level = layout === 'native' ? referenceOf(experiment, workload) : levels.get(layout);
    const found = level === undefined ? null : impossibleProgram(workload, level.layout);
    programs.set(key, found);
    return found;
  };
  return (cell) => {
    const level = levels.get(cell.layout);
    const program = ofProgram(cell.workload, cell.layout);
    if (program !== null || level === undefined) return program;
    return impossibleGuests(experiment, level.layout, cell.levels);
  };
}

/** With a list of cells, the native ones that it names and those that its other cells are compared with. */
function withBaselines({ cells: list }: Experiment, cells: readonly Cell[]): readonly Cell[] {
  if (list === null) return cells;
  const compared = new Set(
    cells.flatMap((cell) => (cell.layout === 'native' ? [] : [baselineKey(cell.workload, cell.levels)])),
  );
  return cells.filter(
    ({ layout, levels, workload }) =>
      layout !== 'native' ||
      compared.has(baselineKey(workload, levels)) ||
      list.some((entry) => matches(entry, workload, layout, levels)),
  );
}

function baselineKey(workload: Workload, levels: Levels): string {
  return JSON.stringify([workload.id, hostLevels(levels)]);
}

/** The levels that a native session has as well. */
export function hostLevels(levels: Levels): Levels {
  return Object.fromEntries(Object.entries(levels).filter(([name]) => factorKind(name) === 'host'));
}
