import { groupBy } from '../../text/groupBy';
import { meansOf } from '../means';
import type { CellResult, MeanSlowdown, Results } from '../results';
import { baselines } from './baseline';
import type { Spot } from './dimensions';
import { type Entry, slowdownNumber } from './entry';
import { leftOutOf } from './words';

/** Stand in the place of a program. */
const MEANS = ['mean', 'geometric mean'] as const;

/**
 * Two for each layout, setting and phase, over the programs that are shown: the arithmetic mean, as the paper's, and the
 * geometric one, which has an interval. None where there is one program alone.
 */
export function meanEntries(results: Results, shown: readonly CellResult[]): readonly Entry[] {
  const cells = shown.filter(({ layout }) => layout !== 'native');
  const programs = new Set(cells.map(({ workload }) => workload));
  if (programs.size < 2) return [];
  const baselineOf = baselines(results);
  const rows = groupBy(cells, ({ layout, setting, phase }) => JSON.stringify([layout, setting, phase]));
  const names = MEANS.map((name) => (programs.has(name) ? `${name} over programs` : name));
  return [...rows.values()].flatMap((own) =>
    meansOf(own.map((cell) => ({ cell, baseline: baselineOf(cell) }))).flatMap((mean) =>
      entriesOf(own, mean, names),
    ),
  );
}

function entriesOf(
  own: readonly CellResult[],
  { slowdown, geometric, geometricInterval, workloads }: MeanSlowdown,
  [arithmeticName = '', geometricName = '']: readonly string[],
): readonly Entry[] {
  const [first] = own;
  if (first === undefined) return [];
  const at = (workload: string): Spot => ({ ...first, workload });
  const common = { count: workloads, counted: 'program', leftOut: leftOutOf(own), link: null } as const;
  return [
    { at: at(arithmeticName), ...slowdownNumber(slowdown, null), ...common },
    { at: at(geometricName), ...slowdownNumber(geometric, geometricInterval), ...common },
  ];
}
