import type { Experiment } from './experiment';
import type { Workload } from './workload';

/** Levels of an entry of `exclude`, by factor. */
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

/** Names of those factors. */
export const ownFactors: readonly string[] = Object.keys(own);

/** The level of such a factor; undefined for another name, null for a workload without one. */
export function ownLevel(factor: string, workload: Workload, layout: string): string | null | undefined {
  return Object.hasOwn(own, factor) ? own[factor]?.(workload, layout) : undefined;
}

/** Does a workload run in a layout (`native` for the machine itself) with some levels of the experiment's `factors`? */
export function isRunIn(experiment: Experiment, workload: Workload, layout: string): boolean {
  return !experiment.exclude.some((entry) => isWhollyExcluded(entry, workload, layout));
}

/** The layouts in which a workload runs, in document order. */
export function layoutsOf(experiment: Experiment, workload: Workload): Experiment['layouts'] {
  if (experiment.exclude.length === 0) return experiment.layouts;
  return experiment.layouts.filter(({ name }) => isRunIn(experiment, workload, name));
}

/** An entry that names a level of `factors` as well leaves the other levels in. */
function isWhollyExcluded(entry: Exclusion, workload: Workload, layout: string): boolean {
  return Object.entries(entry).every(
    ([factor, level]) => ownLevel(factor, workload, layout) === String(level),
  );
}
