import type { CellResult, Comparison, Results } from '../core/analysis/results';
import { printableData } from '../core/text/printable';
import type { ShownCell, ShownResults } from '../protocol/results';

/** What the page is told of results at once, in texts that are safe to show. */
export function shownResults(results: Results): ShownResults {
  const { standing, sequential, runs, origin, drift, findings, means, margin, order, placements } = results;
  return {
    ...printableData({
      standing,
      sequential,
      runs,
      origin,
      drift,
      findings,
      means,
      margin,
      order,
      placements,
    }),
    cells: results.cells.map(shownCell),
    verdicts: verdictsOf(results.comparisons),
  };
}

/** The cells of a long attempt are many, and most are the same objects as a second ago. */
const known = new WeakMap<CellResult, ShownCell>();

/** Times and levels are left out; the same object for the same cell. */
export function shownCell(cell: CellResult): ShownCell {
  const found = known.get(cell);
  if (found !== undefined) return found;
  const parts = Object.entries(cell).filter(([name]) => name !== 'times' && name !== 'levels');
  const made = printableData(Object.fromEntries(parts)) as ShownCell;
  known.set(cell, made);
  return made;
}

function verdictsOf(comparisons: readonly Comparison[]): ShownResults['verdicts'] {
  const counts = { better: 0, worse: 0, equivalent: 0, undecided: 0 };
  for (const { verdict } of comparisons) counts[verdict.kind] += 1;
  return counts;
}
