import type { Drift } from '../topology/drift';
import type { Against, AttemptName, CellAgainst, CellAlone } from './against';
import { countsErrorText } from './countsErrorText';
import { chanceText, originNote, percentRangeText, verdictText } from './format';
import { placeText } from './results';
import { alignedTable } from './table';

/** Two attempts as lines for a terminal, plain ASCII but for names, ending in a newline. `differences` is what else differs. */
export function againstTable(against: Against, differences: readonly Drift[] = []): string {
  const { one, other, refused, rows } = against;
  const parts = [
    `${nameText('time of', one)}\n${nameText('against', other)}`,
    refused ?? '',
    differences.map(({ what, means }) => `differs: ${what} ${means}`).join('\n'),
    rows.length === 0 ? '' : rowsText(rows, against.margin),
    countsText(against),
    onlyText(one, other, against.onlyOne),
    onlyText(other, one, against.onlyOther),
    refused !== null || rows.length > 0 ? '' : 'No cell has times in both.',
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function nameText(role: string, { experiment, attempt, origin, standing }: AttemptName): string {
  const note = originNote(origin);
  return `${role.padEnd(7)}  ${experiment}  ${attempt}  ${standing}${note === '' ? '' : `  (${note})`}`;
}

function rowsText(rows: readonly CellAgainst[], margin: number): string {
  const head = ['layout', 'workload', 'phase', 'sessions', 'difference (95 %)', 'p', 'effect', 'verdict'];
  const cells = rows.map((row) => [
    ...[placeText(row), row.workload, row.phase, row.sessions.join(', ')],
    percentRangeText(
      row.ratio === null ? null : row.ratio - 1,
      row.interval === null ? null : row.interval[0] - 1,
      row.interval === null ? null : row.interval[1] - 1,
    ),
    ...[chanceText(row.adjusted), row.effect?.toFixed(2) ?? '-', verdictText(row.verdict, margin)],
  ]);
  return alignedTable(head, cells, new Set([6]));
}

function countsText({ one, other, counts }: Against): string {
  if (counts === null) return '';
  return `counts, ${countsErrorText(counts, [one.origin, other.origin])}`;
}

function onlyText(
  { attempt }: AttemptName,
  { attempt: there }: AttemptName,
  cells: readonly CellAlone[],
): string {
  if (cells.length === 0) return '';
  const lines = cells.map(
    (cell) =>
      `  ${nameInWords(cell)}: ${cell.why === 'absent' ? `not in ${there}` : `no run counts in ${there}`}`,
  );
  return [`only in ${attempt}:`, ...lines].join('\n');
}

function nameInWords({ layout, setting, workload, phase }: CellAlone): string {
  return [layout, setting, workload, phase].filter((part) => part !== '').join(', ');
}
