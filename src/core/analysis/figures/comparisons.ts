import { chanceText, percentRangeText, verdictText } from '../format';
import { type CellResult, type Comparison, type Place, placeText, type Results } from '../results';
import { levelsIn } from './dimensions';
import { linkOf } from './entry';
import type { Figure, FigureKind, FigureTable, MatrixCell } from './figure';
import { cellsShown, nothingShown } from './shown';
import { intervalText, joined, leftOutOf, leftOutText, noteOf } from './words';

/** Every layout against every other, with a verdict: of one program in one phase. */
export const comparisons: FigureKind = {
  id: 'comparisons',
  title: 'Comparisons',
  paper: [],
  draw(results, view) {
    const cells = cellsShown(results, view);
    const [first] = cells;
    if (first === undefined) return nothingShown(results);
    const own = cells.filter(({ workload, phase }) => workload === first.workload && phase === first.phase);
    const pairs = pairsOf(results, own);
    if (pairs.length > 0) return matrixFigure(results, { cells, own, pairs });
    return {
      why: `There is nothing to compare ${placeText(first)} with in ${first.workload}, ${first.phase}. Show or add a layout or a level of a factor.`,
    };
  },
};

interface Pair {
  readonly comparison: Comparison;
  readonly one: CellResult;
  readonly other: CellResult;
}

interface Subject {
  readonly cells: readonly CellResult[];
  /** Those of the program and phase. */
  readonly own: readonly CellResult[];
  readonly pairs: readonly Pair[];
}

function pairsOf({ comparisons: all }: Results, own: readonly CellResult[]): readonly Pair[] {
  const [first] = own;
  const byPlace = new Map(own.map((cell) => [keyOf(cell), cell]));
  return all
    .filter(({ workload, phase }) => workload === first?.workload && phase === first.phase)
    .flatMap((comparison) => {
      const [one, other] = [byPlace.get(keyOf(comparison.one)), byPlace.get(keyOf(comparison.other))];
      return one === undefined || other === undefined ? [] : [{ comparison, one, other }];
    });
}

/** Later rows against earlier columns: each pair once. */
function matrixFigure(results: Results, { cells, own, pairs }: Subject): Figure {
  const [rows, columns] = [namesOf(own, pairs, 'one'), namesOf(own, pairs, 'other')];
  const byNames = new Map(
    pairs.map((pair) => [JSON.stringify([placeText(pair.one), placeText(pair.other)]), pair]),
  );
  const { workload = '', phase = '' } = own[0] ?? {};
  return {
    kind: comparisons.id,
    title: `${comparisons.title}: ${workload}, ${phase}`,
    note: noteOf(results, own),
    legend: joined([
      'rows against columns: + is slower',
      intervalText(
        results,
        "95 % interval, Student's on log ratios",
        pairs.map(({ comparison }) => comparison.blocks),
        'block',
      ),
      `p: Wilcoxon's signed ranks, corrected (Holm) for the ${pairs[0]?.comparison.family ?? 0} comparisons of this program and phase`,
      `better and worse: p below 0.05; equivalent: the interval lies within ± ${Number((results.margin * 100).toFixed(2))} %`,
      moreText(cells),
    ]),
    chart: {
      type: 'matrix',
      ...{ rows, columns },
      cells: rows.map((row) =>
        columns.map((column) => {
          const pair = byNames.get(JSON.stringify([row, column]));
          return pair === undefined ? null : matrixCell(pair);
        }),
      ),
    },
    table: tableOf(pairs, results.margin),
  };
}

/** In the order of the cells, those alone that stand on this side of some pair. */
function namesOf(
  own: readonly CellResult[],
  pairs: readonly Pair[],
  side: 'one' | 'other',
): readonly string[] {
  const there = new Set(pairs.map((pair) => pair[side]));
  return own.filter((cell) => there.has(cell)).map(placeText);
}

function matrixCell({ comparison, one }: Pair): MatrixCell {
  return { text: textOf(comparison), tone: comparison.verdict.kind, link: linkOf(one) };
}

/** `+12.1 % (+9.0 to +15.2), p 0.03`; `-` without a block that has both. */
function textOf({ ratio, interval, adjusted }: Comparison): string {
  const text = ratioText(ratio, interval);
  return adjusted === null ? text : `${text}, p ${chanceText(adjusted)}`;
}

/** A matrix is of one program and phase: the first that is shown. */
function moreText(cells: readonly CellResult[]): string {
  const [programs, phases] = [levelsIn(cells, 'workload').length, levelsIn(cells, 'phase').length];
  if (programs * phases < 2) return '';
  return `the first of ${programs} programs and ${phases} phases that are shown: show one alone for its own`;
}

function tableOf(pairs: readonly Pair[], margin: number): FigureTable {
  return {
    head: [
      ...['layout', 'against', 'difference (95 %)', 'p', 'effect', 'blocks', 'verdict'],
      'runs left out of both',
    ],
    rows: pairs.map(({ comparison, one, other }) => ({
      cells: [
        ...[placeText(one), placeText(other), ratioText(comparison.ratio, comparison.interval)],
        ...[chanceText(comparison.adjusted), comparison.effect?.toFixed(2) ?? '-', String(comparison.blocks)],
        verdictText(comparison.verdict, margin),
        leftOutText(leftOutOf([one, other])),
      ],
      link: linkOf(one),
    })),
  };
}

function ratioText(ratio: number | null, interval: Comparison['interval']): string {
  const [low, high] = interval ?? [null, null];
  const less = (one: number | null): number | null => (one === null ? null : one - 1);
  return percentRangeText(less(ratio), less(low), less(high));
}

function keyOf({ layout, setting }: Place): string {
  return JSON.stringify([layout, setting]);
}
