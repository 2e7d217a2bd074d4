import { resultsOf } from '../../../../src/core/analysis/compute';
import { figureFor } from '../../../../src/core/analysis/figures/kinds';
import type {
  BarChart,
  Figure,
  FigureView,
  MatrixChart,
  PointChart,
} from '../../../../src/core/analysis/figures/figure';
import { WHOLE_VIEW } from '../../../../src/core/analysis/figures/shown';
import { layoutShapes } from '../../../../src/core/analysis/layoutShapes';
import type { Results } from '../../../../src/core/analysis/results';
import { samplesOf } from '../../../../src/core/analysis/samples';
import type { SessionMemory } from '../../../../src/core/analysis/timelines';
import { vmMemoryOf } from '../../../../src/core/analysis/vmMemory';
import type { Experiment } from '../../../../src/core/experiment/experiment';
import type { Levels } from '../../../../src/core/experiment/factors';
import { scheduleOf } from '../../../../src/core/experiment/schedule';
import type { Workload } from '../../../../src/core/experiment/workload';
import { readJournal } from '../../../../src/core/journal/reader';
import { planDocument } from '../../../../src/core/plan/planDocument';
import { experiment, layout, vm, workload } from '../../../support/experiments';
import { attemptBegin, journalText, runBegin, runEnd, type Said, sessionBegin } from '../../journal/lines';

/** Of the run that is asked about. */
export interface Asked {
  readonly layout: string;
  readonly workload: string;
  readonly phase: 'cold' | 'warm' | 'warmup';
  readonly block: number;
  readonly levels: Levels;
}

/** Which run of which session it is. */
export interface AskedRun extends Asked {
  readonly session: string;
  readonly run: string;
  /** Place in its session, from 1. */
  readonly place: number;
}

/** What a host writes beside begins and ends. */
export interface Journalled {
  readonly blocks?: number;
  readonly origin?: string;
  /** Right before a run begins, and while it is under way. */
  readonly before?: (run: AskedRun) => readonly Said[];
  readonly collected?: (run: AskedRun) => readonly Said[];
  /** When a session ends. */
  readonly sampled?: (session: string, layout: string) => readonly Said[];
  readonly sessionMemory?: readonly SessionMemory[];
}

/** Seconds that a run prints; null fails. */
export type SecondsOf = (run: Asked) => number | null;

/** On a machine with four packages: one VM over all of it, one over half of it, and a VM a package. */
export const LAYOUTS = (
  [
    ['wide', [[0, 1, 2, 3, 4, 5, 6, 7]]],
    ['half', [[0, 1, 2, 3]]],
    [
      'four',
      [
        [0, 1],
        [2, 3],
        [4, 5],
        [6, 7],
      ],
    ],
  ] as const
).map(([name, sets], at) => ({
  name,
  layout: layout(
    name,
    sets.map((pus, index) => vm(`vm${index}`, [...pus])),
  ),
  path: ['layouts', at],
}));

const time = { pattern: 'time ([0-9.e+-]+)', unit: 's', better: 'lower' } as const;

export function program(id: string, title: string, levels: Levels = {}): Workload {
  return workload({ id, title, time, levels });
}

/** An experiment that was planned, run as told and read from its journal: what a host would have written. */
export function made(
  secondsOf: SecondsOf,
  changes: Partial<Experiment> = {},
  journal: Journalled = {},
): Results {
  const planned = experiment({
    ...{ layouts: LAYOUTS, workloads: [program('w1', 'stencil')], replicates: 3 },
    ...changes,
  });
  const schedule = scheduleOf(planned);
  const plan = planDocument(planned, schedule, [], '1');
  const programs = new Map(planned.workloads.map((one) => [one.id, one]));
  const outputs = new Map<string, string>();
  const events: Said[] = [attemptBegin];
  const blocks = journal.blocks ?? schedule.blocks;
  for (const { id, block, layout: name, levels, runs } of schedule.sessions) {
    if (block >= blocks) continue;
    events.push(sessionBegin(id, name, [], { block, levels }));
    for (const [index, run] of runs.entries()) {
      const { title = '', levels: own = {} } = programs.get(run.workload) ?? {};
      const all = { ...levels, ...own };
      const asked = { layout: name, workload: title, phase: run.phase, block, levels: all };
      const seconds = secondsOf(asked);
      const which = { ...asked, session: id, run: run.id, place: index + 1 };
      const at = { block, workload: run.workload, phase: run.phase, levels: own };
      const end = seconds === null ? { state: 'failed', exit: 1 } : {};
      events.push(...(journal.before?.(which) ?? []), runBegin(id, run.id, at));
      events.push(...(journal.collected?.(which) ?? []));
      events.push(runEnd(id, run.id, { ...at, earlier: run.history, ...end }));
      outputs.set(run.id, `time ${seconds ?? 0}`);
    }
    events.push(...(journal.sampled?.(id, name) ?? []));
  }
  events.push(...Array.from({ length: blocks }, (_, block) => ({ event: 'block_end', block }) as const));
  const { state } = readJournal(journalText(events, journal.origin));
  return resultsOf({
    ...{ experiment: 'made', schedule, state, drift: [], native: plan.native },
    ...{ workloads: plan.workloads, factors: plan.factors, layouts: layoutShapes(plan) },
    ...{ vmMemory: vmMemoryOf(plan), sessionMemory: journal.sessionMemory ?? [] },
    layoutNames: plan.layouts.map(({ name }) => name),
    samples: samplesOf(state, plan.workloads, ({ run }) => outputs.get(run) ?? null),
  });
}

/** The figure of a kind, which must be drawn. */
export function drawn(kind: string, results: Results, view: Partial<FigureView> = {}): Figure {
  const figure = figureFor(results, kind, { ...WHOLE_VIEW, ...view });
  if ('why' in figure) throw new Error(`not drawn: ${figure.why}`);
  return figure;
}

/** Why it is not. */
export function whyNot(kind: string, results: Results, view: Partial<FigureView> = {}): string {
  const figure = figureFor(results, kind, { ...WHOLE_VIEW, ...view });
  if (!('why' in figure)) throw new Error('it is drawn');
  return figure.why;
}

export function barsOf({ chart }: Figure): BarChart {
  if (chart.type !== 'bars') throw new Error(`${chart.type}, not bars`);
  return chart;
}

export function pointsOf({ chart }: Figure): PointChart {
  if (chart.type !== 'points') throw new Error(`${chart.type}, not points`);
  return chart;
}

export function matrixOf({ chart }: Figure): MatrixChart {
  if (chart.type !== 'matrix') throw new Error(`${chart.type}, not a matrix`);
  return chart;
}
