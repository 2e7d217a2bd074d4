import { chanceText, percentRangeText, percentText, secondsText, verdictText } from '../format';
import { type CellResult, type Comparison, placeText, type Results } from '../results';
import { TRAFFIC_HEAD, trafficRows } from '../trafficRows';
import { element, type Markup } from './markup';
import { table } from './table';

/** Every cell with all that is known of its times. */
export function cellsTable({ cells }: Results): Markup {
  const head = [
    ...[
      'layout',
      'workload',
      'phase',
      'sessions',
      'runs',
      'median [s]',
      '95 % interval [s]',
      'mean [s]',
      'SD [s]',
    ],
    ...['range [s]', 'clock', 'outliers', 'slowdown (95 % interval)'],
  ];
  return table('Times, one value a session', head, cells.map(cellRow));
}

function cellRow(cell: CellResult): readonly string[] {
  return [
    ...[placeText(cell), cell.workload, cell.phase, String(cell.sessions), String(cell.runs)],
    ...[secondsText(cell.medianSeconds), spanText(cell.medianInterval, secondsText)],
    ...[secondsText(cell.meanSeconds), secondsText(cell.sdSeconds)],
    spanText(
      cell.minSeconds === null || cell.maxSeconds === null ? null : [cell.minSeconds, cell.maxSeconds],
      secondsText,
    ),
    ...[cell.clock ?? '-', String(cell.times.filter(({ outlier }) => outlier).length)],
    cell.layout === 'native'
      ? 'baseline'
      : percentRangeText(
          cell.slowdown,
          cell.slowdownInterval?.[0] ?? null,
          cell.slowdownInterval?.[1] ?? null,
        ),
  ];
}

/** Which way data went between VMs; null where there was no choice. */
export function trafficTable(results: Results): Markup | null {
  const rows = trafficRows(results);
  const caption = 'Data that the VMs of a run sent, median of the sessions';
  return rows.length === 0 ? null : table(caption, TRAFFIC_HEAD, rows);
}

export function meansTable({ means }: Results): Markup | null {
  if (!means.some(({ workloads }) => workloads > 1)) return null;
  const head = ['layout', 'phase', 'programs', 'arithmetic mean', 'geometric mean (95 % interval)'];
  const rows = means.map((mean) => [
    ...[placeText(mean), mean.phase, String(mean.workloads), percentText(mean.slowdown)],
    percentRangeText(
      mean.geometric,
      mean.geometricInterval?.[0] ?? null,
      mean.geometricInterval?.[1] ?? null,
    ),
  ]);
  return table('Slowdown over programs', head, rows);
}

/** Each pair with its ratio and what is to be thought of it. */
export function comparisonsTable({ comparisons, margin }: Results): Markup {
  if (comparisons.length === 0) return element('p', {}, ['There are no two cells that differ in one thing.']);
  const head = [
    'held against each other',
    'workload',
    'phase',
    'blocks',
    'difference (95 % interval)',
    'p, corrected',
    'effect',
    'verdict',
  ];
  const caption = `Within ± ${percentText(margin).replace('+', '')} counts as equivalent`;
  return table(
    caption,
    head,
    comparisons.map((one) => comparisonRow(one, margin)),
  );
}

function comparisonRow(one: Comparison, margin: number): readonly string[] {
  const less = (ratio: number | null | undefined): number | null =>
    ratio === null || ratio === undefined ? null : ratio - 1;
  return [
    ...[`${placeText(one.one)} against ${placeText(one.other)}`, one.workload, one.phase, String(one.blocks)],
    percentRangeText(less(one.ratio), less(one.interval?.[0]), less(one.interval?.[1])),
    chanceText(one.adjusted),
    one.effect === null ? '-' : one.effect.toFixed(2),
    verdictText(one.verdict, margin),
  ];
}

export function leftOutTable({ cells }: Results): Markup {
  const rows = cells.flatMap((cell) =>
    cell.leftOut.map(({ why, runs }) => [placeText(cell), cell.workload, cell.phase, String(runs), why]),
  );
  if (rows.length === 0) return element('p', {}, ['No run that ended was left out.']);
  return table('Runs that do not count', ['layout', 'workload', 'phase', 'runs', 'why'], rows);
}

export function placementsTable({ placements }: Results): Markup {
  if (placements.length === 0) return element('p', {}, ['No placement was read back.']);
  const head = ['layout', 'VM', 'vCPUs on PUs', 'ranks on CPUs', 'memory on nodes', 'readings', 'verified'];
  const rows = placements.map((row) => [
    ...[row.layout, row.vm ?? '-'],
    bothText(row.vcpusDeclared, row.vcpusFound),
    bothText(row.ranksDeclared, row.ranksFound),
    bothText(row.memoryDeclared, row.memoryFound),
    ...[String(row.readings), row.ok ? 'yes' : `NO, ${row.bad} not as declared`],
  ]);
  return table('Placement, read back at the end of runs', head, rows);
}

function bothText(declared: string, found: string): string {
  return declared === found ? found || '-' : `${found || 'none'} (declared ${declared || 'none'})`;
}

function spanText(span: readonly [number, number] | null, text: (value: number) => string): string {
  return span === null ? '-' : `${text(span[0])} to ${text(span[1])}`;
}
