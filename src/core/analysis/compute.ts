import { runsOf, wantedBlocks, wantedBlocksInWords } from '../journal/progress';
import type { AttemptState } from '../journal/state';
import { factorKind, levelsInWords } from '../experiment/factors';
import { blocksInWords } from '../experiment/schedule';
import { cellOf, groupByCell, keyOf, type CellKey } from './cells';
import { type AnalysisMemory, analysisMemory } from './memory';
import { placementRows } from './placements';
import { plannedCells, type PlannedFactors } from './plannedCells';
import type { CellResult, MeanSlowdown, Results } from './results';
import type { Sample } from './sample';
import { arithmeticMean } from './statistics';

export interface ResultsInput extends PlannedFactors {
  /** Name of the experiment. */
  readonly experiment: string;
  readonly state: AttemptState;
  readonly samples: readonly Sample[];
  readonly drift: Results['drift'];
}

/** Everything that is shown of an attempt, at any moment of it. With a memory, from what has come since the last. */
export function resultsOf(input: ResultsInput, memory: AnalysisMemory = analysisMemory()): Results {
  const { experiment, schedule, state } = input;
  const blocks = { ended: state.blocksEnded.length, planned: wantedBlocks(state, schedule) };
  const cells = cellsOf(input, memory);
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
    means: meansOf(input, cells),
    placements: placementRows(state, layoutsOf(input), memory.likeOf),
  };
}

function standingOf({ ended, planned }: Results['blocks'], wanted: string): string {
  const blocks = `${ended} of ${wanted} blocks`;
  return ended < planned ? `${blocks}, no inference` : `${blocks}, medians and ranges, no inference`;
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

function cellsOf(input: ResultsInput, memory: AnalysisMemory): readonly CellResult[] {
  const groups = groupByCell(input.samples, memory.cellKeyOf);
  const titles = new Map(input.workloads.map(({ id, title }) => [id, title]));
  const samplesOf = (key: CellKey | null): readonly Sample[] =>
    key === null ? [] : (groups.get(keyOf(key)) ?? []);
  return memory.plannedCells(input, plannedCells).map((key) => {
    const workload = titles.get(key.workload) ?? key.workload;
    const setting = levelsInWords(key.levels, input.factors);
    const [samples, baseline] = [samplesOf(key), samplesOf(baselineOf(input, key))];
    const make = (): CellResult => cellOf(key, { workload, setting }, samples, baseline);
    return memory.cell(keyOf(key), [samples, baseline], make);
  });
}

/** The native cell of the same program with the same settings of the host: it has nothing of the guests'. */
function baselineOf({ native }: ResultsInput, key: CellKey): CellKey | null {
  if (!native || key.layout === 'native') return null;
  const levels = Object.entries(key.levels).filter(([name]) => factorKind(name) !== 'guest');
  return { ...key, layout: 'native', levels: Object.fromEntries(levels) };
}

/** A row for each layout, setting and phase that has cells, in their order. */
function meansOf({ layoutNames }: ResultsInput, cells: readonly CellResult[]): readonly MeanSlowdown[] {
  const rows = new Map<string, CellResult[]>();
  for (const cell of cells.filter(({ layout }) => layoutNames.includes(layout))) {
    const key = JSON.stringify([cell.layout, cell.setting, cell.phase]);
    rows.set(key, [...(rows.get(key) ?? []), cell]);
  }
  return [...rows.values()].flatMap(meanOf);
}

/** Arithmetic over workloads, as the paper's averages are; null until every workload has a value. */
function meanOf(own: readonly CellResult[]): readonly MeanSlowdown[] {
  const [first] = own;
  if (first === undefined) return [];
  const slowdowns = own.flatMap((cell) => cell.slowdown ?? []);
  const complete = slowdowns.length === own.length;
  const slowdown = complete ? arithmeticMean(slowdowns) : null;
  const { layout, setting, phase } = first;
  return [{ layout, setting, phase, slowdown, workloads: slowdowns.length }];
}
