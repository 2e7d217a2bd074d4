import { costOfBlock, type Cost } from './cost';
import type { Experiment } from './experiment';
import { factorKind, withOneLevel } from './factors';

/** What costs most, what a block takes, and what it would take otherwise. */
export interface Costliest {
  /** `layout` and factors with one level alone; `phase` without the cold one, so that programs share sessions. */
  readonly factor: string;
  readonly block: Cost;
  readonly without: Cost;
}

/** What costs most boots, else sessions, else runs; null when nothing can be left out that costs any of them. */
export function costliestFactor(experiment: Experiment): Costliest | null {
  const block = costOfBlock(experiment);
  const [first] = smaller(experiment)
    .map(([factor, one]) => ({ factor, block, without: costOfBlock(one) }))
    .sort((a, b) => compare(a.without, b.without));
  return first !== undefined && compare(first.without, block) < 0 ? first : null;
}

function compare(a: Cost, b: Cost): number {
  return a.boots - b.boots || a.sessions - b.sessions || a.runs - b.runs;
}

type Smaller = readonly [factor: string, Experiment];

function smaller(experiment: Experiment): readonly Smaller[] {
  const { layouts, phases, workloads } = experiment;
  const one: Smaller = ['layout', { ...experiment, layouts: layouts.slice(0, 1) }];
  const warm: Smaller = ['phase', { ...experiment, phases: ['warm'] }];
  return [
    ...(layouts.length > 1 ? [one] : []),
    ...(phases.includes('cold') && workloads.length > 1 ? [warm] : []),
    ...manyLevels(experiment).map((name): Smaller => [name, withOneLevel(experiment, name)]),
  ];
}

/** Factors of one kind whose cost is looked at: each is a count of the whole experiment. */
const mostOfKind = 4;

/** Factors of several levels. Of those alike in where they count, the ones with most levels cost most. */
function manyLevels({ factors }: Experiment): readonly string[] {
  const several = Object.entries(factors)
    .filter(([, levels]) => levels.length > 1)
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([name]) => name);
  return (['host', 'guest', 'program'] as const).flatMap((kind) =>
    several.filter((name) => factorKind(name) === kind).slice(0, mostOfKind),
  );
}
