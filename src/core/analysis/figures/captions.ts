import type { Results } from '../results';
import { levelIn } from './dimensions';
import type { Entry } from './entry';
import type { Measure } from './measures';
import { countsText, joined, sequentialText } from './words';

/** With the program and the phase where all that is shown shares them. */
export function titleOf(
  title: string,
  entries: readonly Pick<Entry, 'at'>[],
  named: readonly string[],
): string {
  const shared = ['workload', 'phase'].flatMap((id) => {
    const [level, ...others] = new Set(entries.map(({ at }) => levelIn(at, id)));
    return named.includes(id) || others.length > 0 || level === undefined || level === null ? [] : [level];
  });
  return shared.length === 0 ? title : `${title}: ${shared.join(', ')}`;
}

/** What bars and error bars are, and of how many sessions or blocks. */
export function measureLegend(
  results: Pick<Results, 'sequential'>,
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
      : `error bars: ${interval}, ${countsText(
          ranges.map(({ count }) => count),
          first.counted,
        )}${sequentialText(results)}`,
    means
      ? 'mean over programs: arithmetic, as the paper has it, without an interval; geometric, with one over blocks in which every program has both'
      : '',
    paper ? 'lines marked "the paper": what it states of its own machines' : '',
  ]);
}
