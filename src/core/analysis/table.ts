import {
  chanceText,
  orderInWords,
  originNote,
  percentRangeText,
  percentText,
  secondsRangeText,
  secondsText,
  verdictText,
} from './format';
import { type CellResult, type PlacementRow, placeText, type Results } from './results';
import { TRAFFIC_HEAD, trafficRows } from './trafficRows';

/** The results as lines for a terminal, plain ASCII but for names, ending in a newline. */
export function resultsTable(results: Results): string {
  const parts = [
    headText(results),
    driftText(results),
    findingsText(results),
    timesText(results),
    trafficText(results),
    farText(results),
    meansText(results),
    comparisonsText(results),
    orderText(results),
    leftOutText(results),
    placementsText(results),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function headText({ experiment, attempt, origin, standing, sequential, runs }: Results): string {
  const note = originNote(origin);
  const counts = [`${runs.ended} of ${runs.planned} runs`, `${runs.failed} failed`, `${runs.marked} marked`];
  if (runs.triedAgain > 0) counts.push(`${runs.triedAgain} tried again`);
  return [
    `${experiment}  ${attempt}`,
    note === '' ? standing : `${standing}  (${note})`,
    ...(sequential === null ? [] : [sequential]),
    counts.join(', '),
  ].join('\n');
}

function driftText({ drift }: Results): string {
  return drift.map(({ what, means }) => `host: ${what} ${means}`).join('\n');
}

function findingsText({ findings }: Results): string {
  return findings.map(({ severity, what, means }) => `${severity}: ${what} ${means}`).join('\n');
}

function timesText({ cells }: Results): string {
  const head = [
    ...['layout', 'workload', 'phase', 'sessions', 'runs'],
    ...['seconds, median (95 %)', 'mean', 'sd', 'clock', 'slowdown (95 %)'],
  ];
  const rows = cells.map((cell) => [
    ...[placeText(cell), cell.workload, cell.phase, String(cell.sessions), String(cell.runs)],
    secondsRangeText(cell.medianSeconds, ...endsOf(cell.medianInterval)),
    ...[secondsText(cell.meanSeconds), secondsText(cell.sdSeconds)],
    cell.clock ?? '-',
    slowdownText(cell),
  ]);
  return alignedTable(head, rows, new Set([3, 4, 6, 7]));
}

function slowdownText(cell: CellResult): string {
  if (cell.layout === 'native') return 'baseline';
  return percentRangeText(cell.slowdown, ...endsOf(cell.slowdownInterval));
}

function endsOf(interval: readonly [number, number] | null): readonly [number | null, number | null] {
  return interval ?? [null, null];
}

/** Only where there was a choice of ways. */
function trafficText(results: Results): string {
  const rows = trafficRows(results);
  return rows.length === 0 ? '' : alignedTable(TRAFFIC_HEAD, rows, new Set([3, 4, 5]));
}

/** Outliers stay in every figure: whoever reads it decides. */
function farText({ cells }: Results): string {
  const rows = cells.flatMap((cell) =>
    cell.times
      .filter(({ outlier }) => outlier)
      .map(({ session, seconds }) => [
        ...[placeText(cell), cell.workload, cell.phase, session, secondsText(seconds)],
        secondsText(cell.medianSeconds),
      ]),
  );
  if (rows.length === 0) return '';
  return alignedTable(
    ['outlier of', 'workload', 'phase', 'session', 'seconds', 'median'],
    rows,
    new Set([4, 5]),
  );
}

/** Only where there is something to average. */
function meansText({ means }: Results): string {
  if (!means.some((mean) => mean.workloads > 1)) return '';
  const rows = means.map((mean) => [
    ...[placeText(mean), mean.phase, percentText(mean.slowdown)],
    percentRangeText(mean.geometric, ...endsOf(mean.geometricInterval)),
    String(mean.workloads),
  ]);
  const head = ['mean over workloads', 'phase', 'slowdown', 'geometric (95 %)', 'workloads'];
  return alignedTable(head, rows, new Set([4]));
}

/** Nothing is compared in one block. */
function comparisonsText({ comparisons, margin }: Results): string {
  const rows = comparisons
    .filter(({ blocks }) => blocks > 1)
    .map((row) => [
      ...[placeText(row.one), placeText(row.other), row.workload, row.phase, String(row.blocks)],
      percentRangeText(row.ratio === null ? null : row.ratio - 1, ...endsOf(lessOne(row.interval))),
      ...[chanceText(row.adjusted), row.effect?.toFixed(2) ?? '-', verdictText(row.verdict, margin)],
    ]);
  if (rows.length === 0) return '';
  const head = ['time of', 'against', 'workload', 'phase', 'blocks', 'difference (95 %)'];
  return alignedTable([...head, 'p', 'effect', 'verdict'], rows, new Set([4, 7]));
}

function lessOne(interval: readonly [number, number] | null): readonly [number, number] | null {
  return interval === null ? null : [interval[0] - 1, interval[1] - 1];
}

function orderText({ order }: Results): string {
  return order.map(orderInWords).join('\n');
}

function leftOutText({ cells }: Results): string {
  const rows = cells.flatMap((cell) =>
    cell.leftOut.map(({ why, runs }) => [placeText(cell), cell.workload, cell.phase, String(runs), why]),
  );
  if (rows.length === 0) return '';
  return alignedTable(['left out of', 'workload', 'phase', 'runs', 'why'], rows, new Set([3]));
}

function placementsText({ placements }: Results): string {
  if (placements.length === 0) return '';
  const head = [
    'placement',
    'VM',
    'vCPUs on PUs',
    'ranks on CPUs',
    'memory on nodes',
    'readings',
    'verified',
  ];
  return alignedTable(head, placements.map(placementCells), new Set([5]));
}

function placementCells(row: PlacementRow): readonly string[] {
  return [
    ...[row.layout, row.vm ?? '-'],
    comparedText(row.vcpusDeclared, row.vcpusFound),
    comparedText(row.ranksDeclared, row.ranksFound),
    comparedText(row.memoryDeclared, row.memoryFound),
    String(row.readings),
    row.ok ? 'yes' : `NO, ${row.bad} not as declared`,
  ];
}

/** One text where both agree; memory may be declared on more nodes than pages have come to lie on. */
function comparedText(declared: string, found: string): string {
  if (declared === found) return declared === '' ? '-' : found;
  return `${found || 'none'} (declared ${declared || 'none'})`;
}

/** Columns two spaces apart, a rule under the head. `right` names columns of numbers. */
export function alignedTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: ReadonlySet<number> = new Set(),
): string {
  const widths = head.map((cell, column) =>
    Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string => {
    const padded = widths.map((width, column) => {
      const cell = cells[column] ?? '';
      return right.has(column) ? cell.padStart(width) : cell.padEnd(width);
    });
    return padded.join('  ').trimEnd();
  };
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}
