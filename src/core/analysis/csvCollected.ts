import type { Collected } from '../journal/state';
import { hostCounts, sumOverVms } from './counters';
import { type PageUse, useOf } from './pageUse';
import type { Sample } from './sample';

/** One quantity of the CSV: its head with the unit, and what a run has of it, empty where it has none. */
export interface CsvColumn {
  readonly head: string;
  readonly cell: (sample: Sample) => string;
}

/** What collectors said of runs, of all VMs of a run together: a column each that some run has. */
export function collectedColumns(samples: readonly Sample[]): readonly CsvColumn[] {
  const hasPages = samples.some(({ run }) => run.collected.pages.length > 0);
  return [
    ...(hasPages ? PAGE_COLUMNS : []),
    ...(samples.some(({ run }) => run.collected.traffic.length > 0) ? TRAFFIC_COLUMNS : []),
    ...counterColumns(samples, 'VMs', sumOverVms),
    ...counterColumns(samples, 'host', hostCounts),
  ];
}

const PAGE_COLUMNS: readonly CsvColumn[] = [
  ...(['local', 'remoteSingle', 'remoteMultiple', 'unmapped'] as const).map(kindColumn),
  inheritedColumn('inherited', 'inheritedBytes'),
  inheritedColumn('inheritedWrong', 'inheritedWrongBytes'),
];

function kindColumn(kind: Exclude<keyof PageUse, 'onNodes'>): CsvColumn {
  return {
    head: `pages ${kind} [bytes]`,
    cell: ({ run }) => ofPages(run.collected, (pages) => useOf(pages)[kind]),
  };
}

function inheritedColumn(name: string, of: 'inheritedBytes' | 'inheritedWrongBytes'): CsvColumn {
  const sum = (pages: Collected['pages']): number => pages.reduce((all, one) => all + one[of], 0);
  return { head: `pages ${name} [bytes]`, cell: ({ run }) => ofPages(run.collected, sum) };
}

function ofPages({ pages }: Collected, of: (pages: Collected['pages']) => number): string {
  return pages.length === 0 ? '' : String(of(pages));
}

const TRAFFIC_COLUMNS: readonly CsvColumn[] = (
  ['networkSentBytes', 'networkReceivedBytes', 'regionSentBytes', 'regionMessages'] as const
).map((name) => ({
  head: `VMs ${name} [${unitOf(name)}]`,
  cell: ({ run }) => sumOfTraffic(run.collected.traffic.map((one) => one[name])),
}));

/** Empty where no VM has told. */
function sumOfTraffic(values: readonly (number | null)[]): string {
  const known = values.flatMap((value) => value ?? []);
  return known.length === 0 ? '' : String(known.reduce((all, value) => all + value, 0));
}

/** In the order in which runs first told them. */
function counterColumns(
  samples: readonly Sample[],
  whose: 'VMs' | 'host',
  countsOf: (collected: Collected) => Readonly<Record<string, number>> | null,
): readonly CsvColumn[] {
  const counted = samples.filter(({ run }) => run.collected.counters.length > 0);
  const counts = new Map(counted.map((sample) => [sample, countsOf(sample.run.collected) ?? {}]));
  const names = new Set([...counts.values()].flatMap((own) => Object.keys(own)));
  return [...names].map((name) => ({
    head: `${whose} ${name} [${unitOf(name)}]`,
    cell: (sample) => String(counts.get(sample)?.[name] ?? ''),
  }));
}

/** Names of counters end in what is no count. */
function unitOf(name: string): 's' | 'bytes' | 'count' {
  if (name.endsWith('Seconds')) return 's';
  return name.endsWith('Bytes') ? 'bytes' : 'count';
}
