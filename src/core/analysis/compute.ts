import type { Schedule } from '../experiment/schedule';
import type { Workload } from '../experiment/workload';
import type { AttemptState } from '../journal/state';
import { cellOf, groupByCell, type CellKey } from './cells';
import { placementRows } from './placements';
import type { CellResult, MeanSlowdown, Results } from './results';
import type { Sample } from './sample';
import { arithmeticMean } from './statistics';

export interface ResultsInput {
  /** Name of the experiment. */
  readonly experiment: string;
  readonly schedule: Schedule;
  readonly workloads: readonly Workload[];
  /** Levels of the factor `layout` in document order, without `native`. */
  readonly layoutNames: readonly string[];
  /** Is there a native baseline? */
  readonly native: boolean;
  readonly state: AttemptState;
  readonly samples: readonly Sample[];
  readonly drift: Results['drift'];
}

/** Everything that is shown of an attempt, at any moment of it. */
export function resultsOf(input: ResultsInput): Results {
  const { experiment, schedule, state } = input;
  const blocks = { ended: state.blocksEnded.length, planned: schedule.blocks };
  const cells = cellsOf(input);
  return {
    experiment,
    attempt: state.attempt,
    origin: state.origin,
    standing: standingOf(blocks),
    blocks,
    runs: runCounts(input),
    drift: input.drift,
    cells,
    means: meansOf(input, cells),
    placements: placementRows(state, layoutsOf(input)),
  };
}

function standingOf({ ended, planned }: Results['blocks']): string {
  const blocks = `${ended} of ${planned} blocks`;
  return ended < planned ? `${blocks}, no inference` : `${blocks}, medians and ranges, no inference`;
}

function runCounts({ schedule, state }: ResultsInput): Results['runs'] {
  const ended = state.runs.filter((run) => run.state !== 'running');
  return {
    ended: ended.length,
    planned: schedule.sessions.reduce((sum, session) => sum + session.runs.length, 0),
    failed: ended.filter((run) => run.state !== 'ok').length,
    marked: ended.filter((run) => run.marks.length > 0).length,
    triedAgain: ended.filter((run) => run.tries > 1).length,
  };
}

function layoutsOf({ native, layoutNames }: ResultsInput): readonly string[] {
  return native ? ['native', ...layoutNames] : layoutNames;
}

const PHASES = ['cold', 'warm'] as const;

/** Phases that the schedule has, cold first. */
function phasesOf({ schedule }: ResultsInput): readonly ('cold' | 'warm')[] {
  const planned = new Set(schedule.sessions.flatMap((session) => session.runs.map((run) => run.phase)));
  return PHASES.filter((phase) => planned.has(phase));
}

function cellsOf(input: ResultsInput): readonly CellResult[] {
  const groups = groupByCell(input.samples);
  return layoutsOf(input).flatMap((layout) =>
    phasesOf(input).flatMap((phase) =>
      input.workloads.map(({ id, title }) => {
        const key = { layout, phase, workload: id };
        return cellOf(groups, key, title, baselineOf(input, key));
      }),
    ),
  );
}

function baselineOf({ native }: ResultsInput, key: CellKey): CellKey | null {
  return native && key.layout !== 'native' ? { ...key, layout: 'native' } : null;
}

function meansOf(input: ResultsInput, cells: readonly CellResult[]): readonly MeanSlowdown[] {
  return input.layoutNames.flatMap((layout) => phasesOf(input).map((phase) => meanOf(cells, layout, phase)));
}

/** Arithmetic over workloads, as the paper's averages are; null until every workload has a value. */
function meanOf(cells: readonly CellResult[], layout: string, phase: 'cold' | 'warm'): MeanSlowdown {
  const own = cells.filter((cell) => cell.layout === layout && cell.phase === phase);
  const slowdowns = own.flatMap((cell) => cell.slowdown ?? []);
  const complete = slowdowns.length === own.length;
  return {
    layout,
    phase,
    slowdown: complete ? arithmeticMean(slowdowns) : null,
    workloads: slowdowns.length,
  };
}
