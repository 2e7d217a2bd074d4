import type { Link } from '../core/analysis/figures/figure';
import type { CellResult, Comparison, Results } from '../core/analysis/results';
import { printableData } from '../core/text/printable';
import type { CellDetail, Detail, DetailAsked } from '../protocol/results';
import { shownCell } from './shownResults';

/** Of a page that has asked for nothing. */
export const NO_DETAIL: DetailAsked = { cell: null, comparisons: false };

/** Sessions of a cell that the page is told of: nobody looks through more of them. */
const MOST_SESSIONS = 60;

/** What a person looks at closer, in texts that are safe to show; null where nothing is asked for. */
export function detailView(results: Results, asked: DetailAsked): Detail | null {
  if (asked.cell === null && !asked.comparisons) return null;
  return {
    asked,
    cell: asked.cell === null ? null : cellDetail(results, asked.cell),
    comparisons: asked.comparisons ? results.comparisons.map(printableComparison) : null,
  };
}

/** Nothing of a cell that is not there: a plan may have changed since it was selected. */
function cellDetail({ cells, comparisons }: Results, link: Link): CellDetail {
  // The page knows it by texts that were made safe to show.
  const cell = cells.find((one) => isSame(shownCell(one), link));
  if (cell === undefined) return { link, times: [], comparisons: [] };
  const own = comparisons.filter(({ one, workload, phase }) => isSame({ ...one, workload, phase }, cell));
  const times = printableData(cell.times.slice(0, MOST_SESSIONS));
  return { link, times, comparisons: own.map(printableComparison) };
}

type Named = Pick<CellResult, 'layout' | 'setting' | 'workload' | 'phase'>;

function isSame(one: Named, other: Named): boolean {
  return (
    one.layout === other.layout &&
    one.setting === other.setting &&
    one.workload === other.workload &&
    one.phase === other.phase
  );
}

/** There are thousands in a long attempt, and most are the same objects as a second ago. */
const known = new WeakMap<Comparison, Comparison>();

function printableComparison(comparison: Comparison): Comparison {
  const made = known.get(comparison) ?? printableData(comparison);
  known.set(comparison, made);
  return made;
}
