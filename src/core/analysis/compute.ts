import { runsOf, wantedBlocks, wantedBlocksInWords } from '../journal/progress';
import { blocksInWords } from '../experiment/schedule';
import { asDraws } from './asDraws';
import type { CollectedInput } from './collected';
import { type AnalysisMemory, analysisMemory } from './memory';
import type { LayoutShape } from './layoutShapes';
import { placementRows } from './placements';
import { comparisonsOf } from './comparisons';
import { meansOf } from './means';
import type { Results } from './results';

export interface ResultsInput extends CollectedInput {
  /** Name of the experiment. */
  readonly experiment: string;
  readonly drift: Results['drift'];
  /** What the experiment counts as equivalent; absent where it does not say. */
  readonly margin?: number | undefined;
  /** Nothing is known of how far VMs reach where it is absent. */
  readonly layouts?: readonly LayoutShape[];
}

/** Slowdowns of up to 5 % count as none, until an experiment says otherwise. */
const USUAL_MARGIN = 0.05;

/** Everything that is shown of an attempt, at any moment of it. With a memory, from what has come since the last. */
export function resultsOf(input: ResultsInput, memory: AnalysisMemory = analysisMemory()): Results {
  const { experiment, schedule, state, margin = USUAL_MARGIN } = input;
  const blocks = { ended: state.blocksEnded.length, planned: wantedBlocks(state, schedule) };
  const held = memory.cells(input, input.samples);
  const cells = held.map(({ cell }) => cell);
  const found = {
    cells,
    means: meansOf(held, cells, memory),
    comparisons: comparisonsOf(cells, margin, memory),
    order: memory.order(cells, state.blocksEnded),
    sequential: sequentialNote(input),
  };
  return {
    experiment,
    attempt: state.attempt,
    origin: state.origin,
    standing: standingOf(blocks, wantedBlocksInWords(state, schedule)),
    blocks,
    runs: { ...runsOf(state, schedule), ...memory.counts(state) },
    drift: input.drift,
    ...(state.origin === 'predicted' ? asDraws(found, margin, blocks.ended, state.calibratedFrom) : found),
    margin,
    placements: placementRows(memory.places(state), layoutsOf(input)),
    guestMemory: memory.guestMemory(state, input.factors),
    layouts: input.layouts ?? [],
    ...memory.collected(input),
  };
}

/** Nothing is inferred from one block; what is seen before the last one is not the result of what was planned. */
function standingOf({ ended, planned }: Results['blocks'], wanted: string): string {
  const blocks = `${ended} of ${wanted} blocks`;
  if (ended >= planned) return blocks;
  return ended < 2 ? `${blocks}, no inference` : `${blocks}, preliminary`;
}

/** A number of blocks that follows from the results makes intervals of a fixed number too narrow. */
function sequentialNote({ schedule, state }: ResultsInput): string | null {
  if (schedule.precision === undefined) return null;
  const { width } = schedule.precision;
  if (state.precise !== null) {
    const seen = state.precise.width.toPrecision(2);
    return `stopped when precise, after ${state.precise.blocks} blocks (95 % intervals of wall time ratios at most ${seen} wide, ${width} asked): intervals are sequential`;
  }
  return `stops when precise, after ${blocksInWords(schedule)} blocks (95 % intervals of wall time ratios narrower than ${width}): intervals are sequential`;
}

function layoutsOf({ native, layoutNames }: ResultsInput): readonly string[] {
  return native ? ['native', ...layoutNames] : layoutNames;
}
