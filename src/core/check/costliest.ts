import type { Experiment } from '../experiment/experiment';
import { withOneLevel } from '../experiment/factors';
import { costOfBlock, type Cost } from './cost';

/** A factor, what a block takes, and what it would take with one level of the factor. */
export interface Costliest {
  readonly factor: string;
  readonly block: Cost;
  readonly without: Cost;
}

/** The factor of several levels that costs most boots, else sessions, else runs; null when no factor has several. */
export function costliestFactor(experiment: Experiment): Costliest | null {
  const block = costOfBlock(experiment);
  const [first] = smaller(experiment)
    .map(([factor, one]) => ({ factor, block, without: costOfBlock(one) }))
    .sort(
      ({ without: a }, { without: b }) => a.boots - b.boots || a.sessions - b.sessions || a.runs - b.runs,
    );
  return first ?? null;
}

/** The experiment with one level of each of its factors in turn. */
function smaller(experiment: Experiment): readonly (readonly [string, Experiment])[] {
  const { layouts, factors } = experiment;
  const cut =
    layouts.length > 1 ? [['layout', { ...experiment, layouts: layouts.slice(0, 1) }] as const] : [];
  const others = Object.keys(factors)
    .filter((name) => (factors[name]?.length ?? 0) > 1)
    .map((name) => [name, withOneLevel(experiment, name)] as const);
  return [...cut, ...others];
}
