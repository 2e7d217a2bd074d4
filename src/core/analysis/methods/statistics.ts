import { count } from '../../text/count';
import type { MethodsInput } from '../methods';
import type { CellResult, Results } from '../results';
import { told } from './words';

/** What the numbers are, how they were held against each other, and what does not enter them. */
export function statisticsSentences({ results, plan }: MethodsInput): readonly string[] {
  return told(
    clockSentence(results.cells),
    'The time of a session is the median of its counted runs; sessions, not runs, are the replicates. Given are median, mean and standard deviation over sessions, with 95 % intervals of the median from resampling sessions.',
    plan.native
      ? "A slowdown is time / native time of the same block - 1, as the geometric mean over blocks, with Student's 95 % interval on log ratios, one a block."
      : null,
    meansSentence(results),
    comparisonSentence(results),
    trafficSentence(results.cells),
    outlierSentence(results.cells),
    orderSentence(results),
    sequentialSentence(results),
    leftOutSentence(results.cells),
  );
}

export function meansSentence({ means }: Results): string | null {
  return means.some(({ workloads }) => workloads > 1)
    ? 'Means over programs are arithmetic and geometric, given when every program has a value.'
    : null;
}

export function sequentialSentence({ sequential }: Results): string | null {
  return sequential === null ? null : `${sequential.charAt(0).toUpperCase()}${sequential.slice(1)}.`;
}

function clockSentence(cells: readonly CellResult[]): string {
  const clocks = new Set(cells.flatMap(({ clock }) => clock ?? []));
  if (clocks.size === 0) return 'No run gave a time.';
  if (clocks.size > 1 || clocks.has('mixed'))
    return "Times are those of the programs' own timed regions where they tell them, else wall times taken by the host; both are never put together in one cell without being marked.";
  return clocks.has('program')
    ? "Times are those of the programs' own timed regions."
    : 'Times are wall times taken by the host, start of the processes included.';
}

function comparisonSentence({ comparisons, margin }: Results): string | null {
  const tested = comparisons.filter(({ p }) => p !== null);
  if (tested.length === 0)
    return comparisons.length === 0 ? null : 'No comparison had the two blocks that a test needs at least.';
  return `${count(tested.length, 'pair')} of cells that differ in one thing were compared by Wilcoxon's signed-rank test of log ratios within blocks, two-sided, with p corrected by Holm's method within the same program and phase; effects are rank-biserial correlations. Two times count as equivalent where the 95 % interval of their ratio lies within ${(margin * 100).toFixed(0)} %.`;
}

function trafficSentence(cells: readonly CellResult[]): string | null {
  if (!cells.some(({ traffic }) => traffic !== null)) return null;
  return 'What VMs sent in a run was read at their taps on the host and from the counters of their shared regions; a run that was to go through shared memory and whose data took the network does not count.';
}

function outlierSentence(cells: readonly CellResult[]): string {
  const outliers = cells.flatMap(({ times }) => times.filter(({ outlier }) => outlier)).length;
  return `Outliers (modified z-score of log times above 3.5) are marked and kept: ${outliers === 0 ? 'there is none' : count(outliers, 'session')}.`;
}

function orderSentence({ order }: Results): string {
  if (order.length === 0) return 'There were too few sessions to look for effects of their order.';
  const found = order
    .filter((one) => one.found)
    .map(({ kind }) => (kind === 'drift' ? 'over the attempt' : 'within blocks'));
  const result = found.length === 0 ? 'none was found' : `one was found ${found.join(' and ')}`;
  return `Effects of the order were looked for by Spearman's rank correlation of deviations with the order: ${result}.`;
}

export function leftOutSentence(cells: readonly CellResult[]): string {
  const reasons = new Map<string, number>();
  for (const { why, runs } of cells.flatMap(({ leftOut }) => leftOut))
    reasons.set(why, (reasons.get(why) ?? 0) + runs);
  if (reasons.size === 0) return 'No run that ended was left out.';
  const parts = [...reasons].map(([why, runs]) => `${why} (${count(runs, 'run')})`);
  return `Left out, and kept in the data: ${parts.join('; ')}.`;
}
