import { runsOf, wantedBlocks, wantedBlocksInWords } from '../journal/progress';
import type { AttemptState } from '../journal/state';
import { factorKind, levelsInWords } from '../experiment/factors';
import { blocksInWords } from '../experiment/schedule';
import { cellOf, groupByCell, keyOf, type CellKey } from './cells';
import { type AnalysisMemory, analysisMemory } from './memory';
import type { LayoutShape } from './layoutShapes';
import { placementRows } from './placements';
import { plannedCells, type PlannedFactors } from './plannedCells';
import { comparisonsOf } from './comparisons';
import { type HeldCell, meansOf } from './means';
import { orderFindings } from './order';
import type { CellResult, Results } from './results';
import type { Sample } from './sample';

export interface ResultsInput extends PlannedFactors {
  /** Name of the experiment. */
  readonly experiment: string;
  readonly state: AttemptState;
  readonly samples: readonly Sample[];
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
  const held = cellsOf(input, memory);
  const cells = held.map(({ cell }) => cell);
  return {
    experiment,
    attempt: state.attempt,
    origin: state.origin,
    standing: standingOf(blocks, wantedBlocksInWords(state, schedule)),
    sequential: sequentialNote(input),
    blocks,
    runs: runCounts(input),
    drift: input.drift,
    cells,
    means: meansOf(held.filter(({ cell }) => input.layoutNames.includes(cell.layout))),
    comparisons: comparisonsOf(cells, margin, memory.pair),
    margin,
    order: orderFindings(cells.map(({ times }) => times)),
    placements: placementRows(state, layoutsOf(input), memory.likeOf),
    layouts: input.layouts ?? [],
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

function runCounts({ schedule, state }: ResultsInput): Results['runs'] {
  const ended = state.runs.filter((run) => run.state !== 'running');
  return {
    ...runsOf(state, schedule),
    failed: ended.filter((run) => run.state !== 'ok').length,
    marked: ended.filter((run) => run.marks.length > 0).length,
    triedAgain: ended.filter((run) => run.tries > 1).length,
  };
}

function layoutsOf({ native, layoutNames }: ResultsInput): readonly string[] {
  return native ? ['native', ...layoutNames] : layoutNames;
}

function cellsOf(input: ResultsInput, memory: AnalysisMemory): readonly HeldCell[] {
  const groups = groupByCell(input.samples, memory.cellKeyOf);
  const titles = new Map(input.workloads.map(({ id, title }) => [id, title]));
  const samplesOf = (key: CellKey | null): readonly Sample[] =>
    key === null ? [] : (groups.get(keyOf(key)) ?? []);
  const cells = memory.plannedCells(input, plannedCells).map((key) => {
    const workload = titles.get(key.workload) ?? key.workload;
    const setting = levelsInWords(key.levels, input.factors);
    const base = baselineOf(input, key);
    const [samples, baseline] = [samplesOf(key), samplesOf(base)];
    const make = (): CellResult => cellOf(key, { workload, setting }, samples, baseline);
    return { base, key: keyOf(key), cell: memory.cell(keyOf(key), [samples, baseline], make) };
  });
  const byKey = new Map(cells.map(({ key, cell }) => [key, cell]));
  return cells.map(({ base, cell }) => ({
    cell,
    baseline: base === null ? null : (byKey.get(keyOf(base)) ?? null),
  }));
}

/** The native cell of the same program with the same settings of the host: it has nothing of the guests'. */
function baselineOf({ native }: ResultsInput, key: CellKey): CellKey | null {
  if (!native || key.layout === 'native') return null;
  const levels = Object.entries(key.levels).filter(([name]) => factorKind(name) !== 'guest');
  return { ...key, layout: 'native', levels: Object.fromEntries(levels) };
}
