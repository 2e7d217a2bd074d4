import type { AttemptState } from '../journal/state';
import { cellKeyOf, type OwnResult, type SamplesByCell } from './cells';
import { type CollectedInput, type CollectedResults, rememberedCollected } from './collected';
import type { ComparedTimes, ComparisonMemory } from './comparisons';
import { type CellPlace, familiesOf } from './families';
import { grown } from './grown';
import { type GuestMemory, rememberedGuestMemory } from './guestMemory';
import { type MeanMemory, meanRowsOf } from './means';
import type { OrderFinding } from './order';
import { rememberedPlaces } from './placedRuns';
import type { PlacedRuns } from './placements';
import type { PlannedFactors } from './plannedCells';
import type { CellResult, Comparison, MeanSlowdown } from './results';
import { rememberedOrder } from './rememberedOrder';
import { rememberedCounts, type RunCounts } from './runCounts';
import type { Sample } from './sample';
import type { TitledCell } from './titledCells';

/**
 * What is known of runs from results that were made before: of an attempt that goes on only what is new is then looked
 * at. Results are the same without it. Runs and samples are told apart as objects.
 */
export interface AnalysisMemory extends ComparisonMemory, MeanMemory {
  /** Samples of each cell. The lists grow with the next call. */
  readonly groups: (samples: readonly Sample[]) => SamplesByCell;
  readonly counts: (state: AttemptState) => RunCounts;
  readonly places: (state: AttemptState) => PlacedRuns;
  readonly guestMemory: (state: AttemptState, factors: PlannedFactors['factors']) => readonly GuestMemory[];
  readonly collected: (input: CollectedInput) => CollectedResults;
  /** The cells of a plan, as long as it is the same object. */
  readonly plannedCells: (
    plan: PlannedFactors,
    make: (plan: PlannedFactors) => readonly TitledCell[],
  ) => readonly TitledCell[];
  /** What a cell's own samples say, as long as they are the same. */
  readonly own: (key: string, samples: readonly Sample[], make: () => OwnResult) => OwnResult;
  /** A cell beside its baseline, as long as both are the same objects. */
  readonly held: (
    key: string,
    own: OwnResult,
    baseline: CellResult | null,
    make: () => CellResult,
  ) => CellResult;
  /** What order says, as long as the times of blocks that have ended are the same. */
  readonly order: (cells: readonly CellResult[], blocksEnded: readonly number[]) => readonly OrderFinding[];
}

export function analysisMemory(): AnalysisMemory {
  const groups = grown<Sample, Map<string, Sample[]>>({ start: () => new Map(), add: addSample });
  const pairs = new WeakMap<CellResult['times'], WeakMap<CellResult['times'], ComparedTimes>>();
  let planned: {
    readonly schedule: PlannedFactors['schedule'];
    readonly made: readonly TitledCell[];
  } | null = null;
  return {
    ...{ groups, counts: rememberedCounts(), places: rememberedPlaces(), own: rememberedOwn() },
    ...{ held: rememberedHeld(), order: rememberedOrder(), guestMemory: rememberedGuestMemory() },
    collected: rememberedCollected(),
    plannedCells(plan, make) {
      if (planned?.schedule !== plan.schedule) planned = { schedule: plan.schedule, made: make(plan) };
      return planned.made;
    },
    pair(one, other, make) {
      const known = pairs.get(one) ?? new WeakMap<CellResult['times'], ComparedTimes>();
      pairs.set(one, known);
      const made = known.get(other) ?? make();
      known.set(other, made);
      return made;
    },
    ...{ families: whilePlaced(familiesOf), family: rememberedLists<Comparison>() },
    ...{ meanRows: whilePlaced(meanRowsOf), mean: rememberedLists<MeanSlowdown>() },
  };
}

/** What was made of cells under a name, as long as all of them are the same objects. */
function rememberedLists<T>(): (
  name: string,
  of: readonly (CellResult | null)[],
  make: () => readonly T[],
) => readonly T[] {
  const lists = new Map<
    string,
    { readonly of: readonly (CellResult | null)[]; readonly made: readonly T[] }
  >();
  return (name, of, make) => {
    const known = lists.get(name);
    if (known !== undefined && isSame(known.of, of)) return known.made;
    const made = make();
    lists.set(name, { of, made });
    return made;
  };
}

/** What follows from where cells stand, as long as each stands where it did. */
function whilePlaced<T>(make: (cells: readonly CellPlace[]) => T): (cells: readonly CellPlace[]) => T {
  let known: { readonly of: readonly CellPlace[]; readonly made: T } | null = null;
  return (cells) => {
    const isKnown =
      known?.of.length === cells.length && known.of.every((cell, at) => isSamePlace(cell, cells[at]));
    const made = isKnown && known !== null ? known.made : make(cells);
    known = { of: cells, made };
    return made;
  };
}

/** Levels are those of the plan, the same objects. */
function isSamePlace(one: CellPlace, other: CellPlace | undefined): boolean {
  return (
    one === other ||
    (one.levels === other?.levels &&
      one.setting === other.setting &&
      one.layout === other.layout &&
      one.workload === other.workload &&
      one.phase === other.phase)
  );
}

function addSample(groups: Map<string, Sample[]>, sample: Sample): void {
  const key = cellKeyOf(sample.run);
  if (key === null) return;
  const own = groups.get(key);
  if (own === undefined) groups.set(key, [sample]);
  else own.push(sample);
}

/** A list of samples as it was: it may have grown since. */
interface Known {
  readonly list: readonly Sample[];
  /** What was in it, for a list that is another. */
  readonly of: readonly Sample[];
  readonly made: OwnResult;
}

function rememberedOwn(): AnalysisMemory['own'] {
  const cells = new Map<string, Known>();
  return (key, samples, make) => {
    const known = cells.get(key);
    if (known !== undefined && isAsKnown(known, samples)) return known.made;
    const made = make();
    cells.set(key, { list: samples, of: [...samples], made });
    return made;
  };
}

function isAsKnown({ list, of }: Known, samples: readonly Sample[]): boolean {
  // Lists only grow.
  return list === samples ? of.length === samples.length : isSame(of, samples);
}

function rememberedHeld(): AnalysisMemory['held'] {
  const cells = new Map<string, { own: OwnResult; baseline: CellResult | null; made: CellResult }>();
  return (key, own, baseline, make) => {
    const known = cells.get(key);
    if (known?.own === own && known.baseline === baseline) return known.made;
    const made = make();
    cells.set(key, { own, baseline, made });
    return made;
  };
}

function isSame<T>(one: readonly T[], other: readonly T[]): boolean {
  return one.length === other.length && one.every((item, at) => item === other[at]);
}
