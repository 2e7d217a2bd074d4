import { keyOf } from './cells';
import { collectedColumns, type CsvColumn } from './csvCollected';
import type { Results } from './results';
import type { Sample } from './sample';

/**
 * One row a run and one column a quantity, units in the head (`wall_seconds`, `rate [Mop/s]`); what has none is a count or
 * a name. A factor of the experiment is a column of its own name (`host.thp`), between the fixed ones and the metrics; what
 * was collected stands last. RFC 4180.
 */
export function resultsCsv(samples: readonly Sample[], results: Results): string {
  const metrics = [...metricColumns(samples), ...collectedColumns(samples)];
  const factors = [...new Set(samples.flatMap(({ run }) => Object.keys(run.levels)))];
  const orders = sessionOrders(samples);
  const outliers = outlierSessions(results);
  const rows = samples.map((sample) => [
    ...fixedCells(results, sample),
    String(orders.get(sample.run.session) ?? ''),
    outlierCell(sample, outliers),
    ...factors.map((name) => sample.run.levels[name] ?? ''),
    ...metrics.map((column) => column.cell(sample)),
  ]);
  return [[...FIXED, ...factors, ...metrics.map((column) => column.head)], ...rows].map(csvLine).join('');
}

const FIXED = [
  ...['attempt', 'origin', 'block', 'session', 'layout', 'workload', 'phase', 'run', 'state', 'exit_code'],
  ...[
    'began_unix_seconds',
    'wall_seconds',
    'seconds',
    'clock',
    'verified',
    'counted',
    'left_out_because',
    'marks',
    'tries',
    'earlier_runs',
    'session_order',
    'session_outlier',
  ],
] as const;

function fixedCells(results: Results, { run, ...sample }: Sample): readonly string[] {
  return [
    ...[results.attempt, results.origin, String(run.block), run.session, run.layout, sample.workload],
    ...[
      run.phase,
      run.run,
      run.state,
      numberCell(run.exit),
      numberCell(run.began),
      numberCell(run.wallSeconds),
    ],
    ...[numberCell(sample.seconds), sample.clock ?? '', String(sample.metrics?.verified ?? '')],
    ...[String(sample.excluded.length === 0), sample.excluded.join('; '), run.marks.join('; ')],
    String(run.tries),
    numberCell(run.earlier),
  ];
}

/** Which session began first, second and so on: its runs tell when. From 1. */
function sessionOrders(samples: readonly Sample[]): ReadonlyMap<string, number> {
  const began = new Map<string, number>();
  for (const { run } of samples)
    began.set(run.session, Math.min(run.began, began.get(run.session) ?? Infinity));
  const sorted = [...began].sort(([, a], [, b]) => a - b);
  return new Map(sorted.map(([session], at) => [session, at + 1]));
}

/** By cell: its sessions, and whether their times lie far from the others. */
type OutlierSessions = ReadonlyMap<string, ReadonlyMap<string, boolean>>;

function outlierSessions({ cells }: Results): OutlierSessions {
  const entries = cells.map((cell) => {
    const own = cell.times.map(({ session, outlier }): readonly [string, boolean] => [session, outlier]);
    return [keyOf(cell), new Map(own)] as const;
  });
  return new Map(entries);
}

/** Empty for a run that does not count. */
function outlierCell({ run, workload, excluded }: Sample, outliers: OutlierSessions): string {
  if (run.phase === 'warmup' || excluded.length > 0) return '';
  const key = keyOf({ layout: run.layout, workload, levels: run.levels, phase: run.phase });
  return String(outliers.get(key)?.get(run.session) ?? '');
}

function numberCell(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}

/** A metric with two units, as workloads of one experiment may have, makes two columns. */
function metricColumns(samples: readonly Sample[]): readonly CsvColumn[] {
  const columns = new Map<string, CsvColumn>();
  for (const sample of samples) {
    for (const [name, { unit }] of Object.entries(sample.metrics?.values ?? {})) {
      const head = `${name} [${unit}]`;
      if (!columns.has(head)) columns.set(head, { head, cell: (other) => metricCell(other, name, unit) });
    }
  }
  return [...columns.values()];
}

function metricCell(sample: Sample, name: string, unit: string): string {
  const metric = sample.metrics?.values[name];
  return metric?.unit === unit ? String(metric.value) : '';
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
