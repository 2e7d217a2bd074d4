import type { Results } from '../results';
import { dimensionsOf, levelsIn, levelWords, type Spot } from './dimensions';
import type { Entry } from './entry';
import type { Measure } from './measures';
import { intervalText, joined } from './words';

/**
 * With the program and the phase where all that is shown shares them, and with what a filter has left of another
 * dimension: nothing else of the figure would say that. `named` are dimensions that the figure names otherwise, `all` is
 * what there is without a filter.
 */
export function titleOf(
  title: string,
  shown: readonly Spot[],
  named: readonly string[],
  all: readonly Spot[],
): string {
  const shared = dimensionsOf(all)
    .filter(({ id, levels }) => !named.includes(id) && (levels.length > 1 || ALWAYS_SAID.includes(id)))
    .flatMap(({ id }) => {
      const [level, ...others] = levelsIn(shown, id);
      return others.length > 0 || level === undefined ? [] : [levelWords(id, level)];
    });
  return shared.length === 0 ? title : `${title}: ${shared.join(', ')}`;
}

const ALWAYS_SAID: readonly string[] = ['workload', 'phase'];

/** What bars and error bars are, and of how many sessions or blocks. */
export function measureLegend(
  results: Pick<Results, 'origin' | 'sequential'>,
  entries: readonly Entry[],
  { value, interval }: Measure,
  paper: boolean,
  mark: 'bars' | 'points',
): string {
  const ranges = entries.filter((entry) => entry.interval !== null && entry.counted !== 'program');
  const means = entries.some(({ counted }) => counted === 'program');
  const [first] = ranges;
  return joined([
    `${mark}: ${value}`,
    first === undefined
      ? 'no error bars: an interval needs two blocks'
      : `error bars: ${intervalText(
          results,
          interval,
          ranges.map(({ count }) => count),
          first.counted,
        )}`,
    means
      ? 'mean over programs: arithmetic, as the paper has it, without an interval; geometric, with one over blocks in which every program has both'
      : '',
    paper ? 'lines marked "the paper": what it states of its own machines' : '',
  ]);
}
