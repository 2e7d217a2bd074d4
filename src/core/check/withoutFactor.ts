import type { Experiment } from '../experiment/experiment';
import type { ValueChange } from '../text/document';

/** Leaves a factor out. The schema wants no empty `factors`, so that the last one takes all of it along. */
export function withoutFactor({ factors }: Experiment, name: string): ValueChange {
  return { path: Object.keys(factors).length > 1 ? ['factors', name] : ['factors'], remove: true };
}
