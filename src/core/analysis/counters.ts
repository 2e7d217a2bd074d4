import { type Levels, levelsInWords } from '../experiment/factors';
import type { Collected } from '../journal/state';
import { cellKeyOf } from './cells';
import { grown } from './grown';
import type { Sample } from './sample';
import { extent, median } from './statistics';

/** What kernels counted during the runs of one cell, of all its VMs together or of the host itself. */
export interface CellCounters {
  readonly layout: string;
  /** Levels of the factors that vary, in words; empty where none does. */
  readonly setting: string;
  /** Levels of all factors that it has. */
  readonly levels: Levels;
  /** The workload's title. */
  readonly workload: string;
  readonly phase: 'cold' | 'warm';
  /** `vms`: sums over the VMs of a session. Ranks of native runs are counted with the host. */
  readonly of: 'vms' | 'host';
  /** By name, with the units that docs/memory.md gives; one that nobody told is missing. */
  readonly counters: Readonly<Record<string, CounterResult>>;
}

/** Over sessions. A session gives one value, the median of its runs. */
export interface CounterResult {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly sessions: number;
}

/** Levels of each factor of the plan. */
type Factors = Readonly<Record<string, readonly string[]>>;

type Counts = Readonly<Record<string, number>>;

/** Values of each run, by counter and session; changed in place. */
type Values = Map<string, Map<string, number[]>>;

interface Gathered {
  readonly at: Omit<CellCounters, 'setting' | 'counters'>;
  readonly values: Values;
  /** What was made of the values; null when more have come since. */
  made: CellCounters['counters'] | null;
}

/** Of the runs whose times count, in the order in which cells were first seen; samples that were read are not read again. */
export function rememberedCounters(): (
  samples: readonly Sample[],
  factors: Factors,
) => readonly CellCounters[] {
  const gather = grown<Sample, Map<string, Gathered>>({ start: () => new Map(), add: addSample });
  return (samples, factors) =>
    [...gather(samples).values()].map((cell) => {
      cell.made ??= resultsOf(cell.values);
      return { ...cell.at, setting: levelsInWords(cell.at.levels, factors), counters: cell.made };
    });
}

function addSample(cells: Map<string, Gathered>, sample: Sample): void {
  const { run, excluded } = sample;
  if (excluded.length > 0 || run.collected.counters.length === 0) return;
  const [vms, host] = [sumOverVms(run.collected), hostCounts(run.collected)];
  if (vms !== null) addCounts(cells, sample, 'vms', vms);
  if (host !== null) addCounts(cells, sample, 'host', host);
}

/** Only what every VM has told: a sum without one of them would look like a smaller count. Null without VMs. */
export function sumOverVms({ counters }: Collected): Counts | null {
  const [first, ...others] = counters.filter(({ vm }) => vm !== null).map((own) => own.counters);
  if (first === undefined) return null;
  return others.reduce<Counts>(sumOfBoth, first);
}

function sumOfBoth(one: Counts, other: Counts): Counts {
  const shared = Object.entries(one).flatMap(([name, value]) => {
    const more = Object.hasOwn(other, name) ? other[name] : undefined;
    return more === undefined ? [] : [[name, value + more] as const];
  });
  return Object.fromEntries(shared);
}

export function hostCounts({ counters }: Collected): Counts | null {
  return counters.find(({ vm }) => vm === null)?.counters ?? null;
}

function addCounts(
  cells: Map<string, Gathered>,
  { run, workload }: Sample,
  of: CellCounters['of'],
  counts: Counts,
): void {
  const { layout, levels, phase, session } = run;
  const cell = cellKeyOf(run);
  if (cell === null || phase === 'warmup') return;
  const key = `${of} ${cell}`;
  const known = cells.get(key) ?? {
    ...{ at: { layout, levels, workload, phase, of }, made: null },
    values: new Map<string, Map<string, number[]>>(),
  };
  cells.set(key, known);
  known.made = null;
  for (const [name, value] of Object.entries(counts)) addValue(known.values, name, session, value);
}

function addValue(values: Values, name: string, session: string, value: number): void {
  const sessions = values.get(name) ?? new Map<string, number[]>();
  values.set(name, sessions);
  const own = sessions.get(session);
  if (own === undefined) sessions.set(session, [value]);
  else own.push(value);
}

function resultsOf(values: Values): CellCounters['counters'] {
  const results = [...values].flatMap(([name, sessions]) => {
    const result = resultOf([...sessions.values()].flatMap((own) => median(own) ?? []));
    return result === null ? [] : [[name, result] as const];
  });
  return Object.fromEntries(results);
}

function resultOf(sessions: readonly number[]): CounterResult | null {
  const [middle, range] = [median(sessions), extent(sessions)];
  if (middle === null || range === null) return null;
  return { median: middle, min: range[0], max: range[1], sessions: sessions.length };
}
