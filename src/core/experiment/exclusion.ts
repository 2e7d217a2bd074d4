import { remembered } from '../text/remembered';
import type { Experiment, LayoutLevel } from './experiment';
import type { Levels } from './factors';
import { impossibleProgram } from './impossible';
import type { Workload } from './workload';

/** Levels of an entry of `exclude` or `cells`, by factor. */
export type Exclusion = Experiment['exclude'][number];

/**
 * Factors that every experiment has, as `exclude` names them, and the level that a workload has in a layout. `native`
 * is a level of `layout`.
 */
const own: Readonly<Record<string, (workload: Workload, layout: string) => string | null>> = {
  layout: (_workload, layout) => layout,
  workload: (workload) => workload.title,
  program: (workload) => workload.program,
  class: (workload) => workload.problemClass,
  launcher: (workload) => workload.launcher,
};

/**
 * The level of such a factor, or of one of `factors` that is about starting programs; undefined for another name, null
 * for a workload without one.
 */
export function ownLevel(factor: string, workload: Workload, layout: string): string | null | undefined {
  if (Object.hasOwn(own, factor)) return own[factor]?.(workload, layout);
  return Object.hasOwn(workload.levels, factor) ? workload.levels[factor] : undefined;
}

/** Has a cell all levels of an entry? `levels` are those of its session. */
export function matches(entry: Exclusion, workload: Workload, layout: string, levels: Levels): boolean {
  return Object.entries(entry).every(([factor, level]) => {
    const found = ownLevel(factor, workload, layout) ?? levels[factor];
    return found === String(level);
  });
}

/**
 * Does a workload run in a layout (`native` for the machine itself) with some levels of the experiment's `factors`?
 * Where those give a workload several variants, one that cannot run there does not.
 */
export function isRunIn(experiment: Experiment, workload: Workload, layout: string): boolean {
  if (experiment.exclude.some((entry) => matches(entry, workload, layout, {}))) return false;
  const level = experiment.layouts.find(({ name }) => name === layout);
  return level === undefined || !isLeftOut(experiment, workload, level);
}

/** The layouts in which a workload runs, in document order. */
export function layoutsOf(experiment: Experiment, workload: Workload): Experiment['layouts'] {
  if (experiment.exclude.length === 0 && Object.keys(workload.levels).length === 0) return experiment.layouts;
  return experiment.layouts.filter(({ name }) => isRunIn(experiment, workload, name));
}

/**
 * The layout as in which a workload's ranks run natively: the first in which it runs, else the first. Where another
 * layout carries them elsewhere, rule EXP05 says so. Undefined for an experiment without layouts.
 */
export function referenceOf(experiment: Experiment, workload: Workload): LayoutLevel | undefined {
  return layoutsOf(experiment, workload)[0] ?? experiment.layouts[0];
}

/** Is a variant impossible in a layout while another variant of the workload can run somewhere? */
function isLeftOut(experiment: Experiment, workload: Workload, { layout }: LayoutLevel): boolean {
  if (Object.keys(workload.levels).length === 0 || impossibleProgram(workload, layout) === null) return false;
  return possibleTitles(experiment).has(workload.title);
}

/** Workloads of which some variant can run in some layout. */
const possibleTitles = remembered((experiment: Experiment): ReadonlySet<string> => {
  const { workloads, layouts } = experiment;
  const possible = workloads.filter((workload) =>
    layouts.some(({ layout }) => impossibleProgram(workload, layout) === null),
  );
  return new Set(possible.map(({ title }) => title));
});
