import { groupBy } from '../../text/groupBy';
import { originNote } from '../format';
import type { CellResult, Results } from '../results';

/** What is shown beside every figure: how far the attempt is, where its numbers come from, and what was left out. */
export function noteOf(results: Results, cells: readonly Pick<CellResult, 'leftOut'>[]): string {
  const runs = runsLeftOut(cells.flatMap(({ leftOut }) => leftOut));
  const leftOut = runs === 0 ? '' : `${amount(runs, 'run')} left out, counted in the table`;
  return joined([results.standing, results.sequential ?? '', originNote(results.origin), leftOut]);
}

/** Parts of a note or a legend. */
export function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('; ');
}

/** `0`, or `3: 2 placement not as declared, 1 failed with exit code 1`. */
export function leftOutText(leftOut: CellResult['leftOut']): string {
  if (leftOut.length === 0) return '0';
  return `${runsLeftOut(leftOut)}: ${leftOut.map(({ why, runs }) => `${runs} ${why}`).join(', ')}`;
}

/** Of all cells together, by reason. */
export function leftOutOf(cells: readonly Pick<CellResult, 'leftOut'>[]): CellResult['leftOut'] {
  const reasons = groupBy(
    cells.flatMap(({ leftOut }) => leftOut),
    ({ why }) => why,
  );
  return [...reasons].map(([why, all]) => ({ why, runs: runsLeftOut(all) }));
}

function runsLeftOut(leftOut: CellResult['leftOut']): number {
  return leftOut.reduce((sum, { runs }) => sum + runs, 0);
}

export function amount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Names of places that are counted: `1`, `2`, `3`. */
export function numbersFrom(first: number, last: number): readonly string[] {
  return Array.from({ length: last - first + 1 }, (_, at) => String(first + at));
}

/** `n = 5 blocks`, `n = 3 to 5 blocks`. */
export function countsText(counts: readonly number[], noun: string): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? `n = ${amount(most, noun)}` : `n = ${least} to ${amount(most, noun)}`;
}

/** What an interval is and of how many: marked where the number of blocks follows from the results, and of a model's draws. */
export function intervalText(
  { origin, sequential }: Pick<Results, 'origin' | 'sequential'>,
  interval: string,
  counts: readonly number[],
  noun: string,
): string {
  const count = countsText(counts, noun);
  if (origin === 'predicted') return `95 % of further draws, ${count}`;
  return `${interval}, ${count}${sequential === null ? '' : ', sequential'}`;
}
