import type { Metrics } from '../programs/program';
import type { RunState } from '../journal/state';

/** One run with what its output said: the unit of every statistic. */
export interface Sample {
  readonly run: RunState;
  /** Title of the workload. */
  readonly workload: string;
  readonly metrics: Metrics | null;
  /** The program's own timed region, else the wall time; null when the run did not end well. */
  readonly seconds: number | null;
  readonly clock: 'program' | 'wall' | null;
  /** Why it is left out of means; empty when it counts. */
  readonly excluded: readonly string[];
}
