import type { AttemptState } from '../journal/state';
import { type CollectedInput, type CollectedResults, rememberedCollected } from './collected';
import type { ComparedTimes, ComparisonMemory } from './comparisons';
import { type CellPlace, familiesOf, type Family } from './families';
import { type GuestMemory, rememberedGuestMemory } from './guestMemory';
import { type HeldCell, type MeanMemory, type MeanRow, meanRowsOf } from './means';
import type { OrderFinding } from './order';
import { rememberedPlaces } from './placedRuns';
import type { PlacedRuns } from './placements';
import type { PlannedFactors } from './plannedCells';
import type { CellResult, Comparison, MeanSlowdown } from './results';
import { rememberedCells } from './rememberedCells';
import { rememberedLists } from './rememberedLists';
import { rememberedOrder } from './rememberedOrder';
import { rememberedPairs } from './rememberedPairs';
import { rememberedCounts, type RunCounts } from './runCounts';
import type { Sample } from './sample';

/**
 * What is known of runs from results that were made before: of an attempt that goes on only what is new is then looked
 * at. Results are the same without it. Runs and samples are told apart as objects.
 */
export interface AnalysisMemory extends ComparisonMemory, MeanMemory {
  /** Each beside its baseline, in the order of the plan. */
  readonly cells: (plan: PlannedFactors, samples: readonly Sample[]) => readonly HeldCell[];
  readonly counts: (state: AttemptState) => RunCounts;
  readonly places: (state: AttemptState) => PlacedRuns;
  readonly guestMemory: (state: AttemptState, factors: PlannedFactors['factors']) => readonly GuestMemory[];
  readonly collected: (input: CollectedInput) => CollectedResults;
  /** What order says, as long as the times of blocks that have ended are the same. */
  readonly order: (cells: readonly CellResult[], blocksEnded: readonly number[]) => readonly OrderFinding[];
}

export function analysisMemory(): AnalysisMemory {
  const placedIn = whilePlaced(groupsOf);
  return {
    ...{ cells: rememberedCells(), counts: rememberedCounts(), places: rememberedPlaces() },
    ...{ order: rememberedOrder(), guestMemory: rememberedGuestMemory(), collected: rememberedCollected() },
    ...{ families: (cells) => placedIn(cells).families, meanRows: (cells) => placedIn(cells).meanRows },
    ...{ pair: rememberedPairs<ComparedTimes>(), family: rememberedLists<CellResult, Comparison>() },
    mean: rememberedLists<HeldCell, MeanSlowdown>(),
  };
}

/** What follows from where cells stand. The native machine is what others are held against, and has no mean. */
function groupsOf(cells: readonly CellPlace[]): {
  readonly families: readonly Family[];
  readonly meanRows: readonly MeanRow[];
} {
  const isCut = ({ members: [first = 0] }: MeanRow): boolean => cells[first]?.layout !== 'native';
  return { families: familiesOf(cells), meanRows: meanRowsOf(cells).filter(isCut) };
}

/** What follows from where cells stand, as long as each stands where it did. */
function whilePlaced<T>(make: (cells: readonly CellPlace[]) => T): (cells: readonly CellPlace[]) => T {
  let known: { readonly of: readonly CellPlace[]; readonly made: T } | null = null;
  return (cells) => {
    if (known?.of === cells) return known.made;
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
