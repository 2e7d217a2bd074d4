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
  const names = MEANS.map((name) => (programs.has(name) ? `${name} over programs` : name));
  const meanOf = meansIn(results);
  return [...groupBy(cells, keyOf).values()].flatMap((own) =>
    meanOf(own).flatMap((mean) => entriesOf(own, mean, names)),
  );
}

/** Over all programs of a layout the means are known; over some of them they are taken anew. */
function meansIn(results: Results): (own: readonly CellResult[]) => readonly MeanSlowdown[] {
  const known = new Map(results.means.map((mean) => [keyOf(mean), mean]));
  const whole = groupBy(results.cells, keyOf);
  const baselineOf = baselines(results);
  return (own) => {
    const key = own[0] === undefined ? '' : keyOf(own[0]);
    const mean = known.get(key);
    if (mean !== undefined && whole.get(key)?.length === own.length) return [mean];
    return meansOf(own.map((cell) => ({ cell, baseline: baselineOf(cell) })));
  };
}

function keyOf({ layout, setting, phase }: Pick<CellResult, 'layout' | 'setting' | 'phase'>): string {
  return JSON.stringify([layout, setting, phase]);
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
