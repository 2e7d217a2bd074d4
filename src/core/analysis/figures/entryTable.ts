import type { Entry } from './entry';
import { levelIn } from './dimensions';
import type { FigureTable } from './figure';
import { amount, leftOutText } from './words';

/** A row for each entry, its levels in these dimensions first. `head`: of the column of the numbers. */
export function entryTable(
  entries: readonly Entry[],
  dimensions: readonly string[],
  head: string,
): FigureTable {
  return {
    head: [...dimensions, `${head} (95 %)`, 'n', 'runs left out'],
    rows: entries.map((entry) => ({
      cells: [
        ...dimensions.map((id) => levelIn(entry.at, id) ?? '-'),
        ...[entry.text, amount(entry.count, entry.counted)],
        leftOutText(entry.leftOut),
      ],
      link: entry.link,
    })),
  };
}
