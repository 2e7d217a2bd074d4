import type { Experiment } from '../../experiment/experiment';
import { leastBlocks, type PlannedRun, type Schedule, type Session } from '../../experiment/schedule';
import type { Workload } from '../../experiment/workload';
import type { JournalEvent } from '../../schema/generated/journal-event.types';
import { calibratedDraws, type CalibratedFactors } from '../calibrate/calibrated';
import { drawnValues } from '../draws';
import { cellKey, cellModel, type CellGround, type CellModel } from './cellModel';
import { clockedLines, type Lines } from './lines';
import { outputOf } from './output';
import { passedOver } from './passedOver';
import { collectedOf } from './runEvents';
import type { Unpredicted } from './whyNot';

/** An experiment to be predicted as an attempt at it. */
export interface AttemptToPredict {
  readonly experiment: Experiment;
  /** Of the plan: its sessions and runs are those of the attempt. */
  readonly schedule: Schedule;
  /** Name of the attempt, hash of its plan, version of the program that made it. */
  readonly attempt: string;
  readonly plan: string;
  readonly tool: string;
  /** When its clock begins, seconds since 1970; it goes on by what is predicted. */
  readonly beganSeconds: number;
  /** Blocks at most; those that are run in any case where it is not given. */
  readonly blocks?: number;
  /** Of the host for which it is predicted; the machine as it is described where it is not given. */
  readonly calibration?: Calibrated;
}

/** What a calibration says of a host, and of which attempts it was made. */
export interface Calibrated {
  readonly from: readonly string[];
  readonly factors: CalibratedFactors;
}

/** A piece of the journal, and what is to stand in its file of output. */
export interface PredictedPiece {
  readonly events: readonly JournalEvent[];
  readonly output: string;
  /** Of its runs that the model cannot predict. */
  readonly unpredicted: readonly Unpredicted[];
}

/** All output of an attempt: byte ranges in `run_end` are in it, in the order of the pieces. */
export const PREDICTED_OUTPUT = 'raw/predicted.txt';

/** How many blocks are predicted. */
export function predictedBlocks({ schedule, blocks }: Pick<AttemptToPredict, 'schedule' | 'blocks'>): number {
  return Math.min(schedule.blocks, blocks ?? leastBlocks(schedule));
}

/**
 * The journal of an attempt at an experiment, as the model predicts it: a piece for its begin, one for each session, one for
 * its end. Each block has one set of drawn values of what nobody has published, the same for all of its cells, so that
 * what is not known of both falls out of their ratio. The experiment's seed draws them. What the model does not know it
 * passes over aloud: a run fails with the reason, a setting is told at the begin.
 */
export function* predictAttempt(to: AttemptToPredict): Generator<PredictedPiece, void, undefined> {
  const { experiment, schedule } = to;
  const blocks = predictedBlocks(to);
  const lines = clockedLines(to.beganSeconds);
  yield { ...NOTHING, events: beginOf(to, blocks, lines) };
  const draws = drawnValues(blocks, experiment.seed);
  const { drawn, hosts } = to.calibration
    ? calibratedDraws(draws, to.calibration.factors, experiment.seed)
    : { drawn: draws, hosts: [] };
  const ground: CellGround = { experiment, draws: drawn, hosts, pages: new Map(), silent: new Map() };
  const models = new Map<string, CellModel | Unpredicted>();
  // The same sessions come again in each block.
  const known = new Map<string, CellModel | Unpredicted>();
  const workloads = new Map(experiment.workloads.map((workload) => [workload.id, workload]));
  const modelOf = (session: Session, workload: Workload): CellModel | Unpredicted => {
    const key = cellKey(experiment, session, workload);
    const model = models.get(key) ?? cellModel(ground, session, workload);
    models.set(key, model);
    return model;
  };
  const knownModel = (session: Session, levels: string, workload: Workload): CellModel | Unpredicted => {
    const key = `${levels} ${workload.id}`;
    const model = known.get(key) ?? modelOf(session, workload);
    known.set(key, model);
    return model;
  };
  let outputBytes = 0;
  const sessions = schedule.sessions.filter(({ block }) => block < blocks);
  for (const [at, session] of sessions.entries()) {
    const events: JournalEvent[] = [beginSession(experiment, session, lines)];
    const unpredicted: Unpredicted[] = [];
    const levels = JSON.stringify([session.layout, session.levels]);
    let output = '';
    for (const run of session.runs) {
      const workload = workloads.get(run.workload);
      if (workload === undefined) continue;
      const made = runOf(
        { experiment, session, run, workload, model: knownModel(session, levels, workload) },
        outputBytes,
        lines,
      );
      events.push(...made.events);
      unpredicted.push(...made.unpredicted);
      output += made.output;
      outputBytes += new TextEncoder().encode(made.output).length;
    }
    events.push({ ...lines.next(session), event: 'session_end', state: 'ok' });
    if (sessions[at + 1]?.block !== session.block)
      events.push({ ...lines.next({ block: session.block, id: null }), event: 'block_end' });
    yield { events, output, unpredicted };
  }
  const rest = schedule.blocks - blocks;
  const end = { ...lines.next(null), event: 'attempt_end' } as const;
  const why = `predicted are ${blocks} of its ${schedule.blocks} blocks`;
  const ended = rest > 0 ? { state: 'partial' as const, why } : { state: 'finished' as const };
  yield { ...NOTHING, events: [{ ...end, ...ended }] };
}

const NOTHING = { output: '', unpredicted: [] } as const;

function beginOf(to: AttemptToPredict, blocks: number, lines: Lines): readonly JournalEvent[] {
  const { attempt, plan, tool, schedule, experiment } = to;
  return [
    {
      ...{ ...lines.next(null), event: 'attempt_begin', attempt, plan, tool },
      ...(blocks < schedule.blocks ? { blocks } : {}),
      ...(to.calibration ? { calibratedFrom: [...to.calibration.from] } : {}),
    },
    ...passedOver(experiment, schedule).map((told): JournalEvent => ({
      ...lines.next(null),
      event: 'missing',
      ...told,
    })),
  ];
}

function beginSession({ layouts }: Experiment, session: Session, lines: Lines): JournalEvent {
  const { layout, levels } = session;
  const vms = layouts.find(({ name }) => name === layout)?.layout.vms ?? [];
  return {
    ...{ ...lines.next(session), event: 'session_begin', layout, boot: 1 },
    vms: vms.map(({ name }) => name),
    ...(Object.keys(levels).length === 0 ? {} : { levels }),
  };
}

interface RunToPredict {
  readonly experiment: Experiment;
  readonly session: Session;
  readonly run: PlannedRun;
  readonly workload: Workload;
  readonly model: CellModel | Unpredicted;
}

function runOf(of: RunToPredict, offset: number, lines: Lines): PredictedPiece {
  const { session, run, workload, model } = of;
  const own = {
    ...{ run: run.id, workload: workload.id, phase: run.phase },
    ...(Object.keys(workload.levels).length === 0 ? {} : { levels: workload.levels }),
  };
  const begin: JournalEvent = { ...lines.next(session), event: 'run_begin', ...own };
  const end = { ...own, earlier: run.history };
  if ('remedy' in model) {
    const what = `${model.what}. ${model.remedy}`;
    const output = `Not predicted: ${what}\n`;
    const mark: JournalEvent = { ...lines.next(session), event: 'mark', run: run.id, what: model.what };
    const failed: JournalEvent = {
      ...{ ...lines.next(session), event: 'run_end', ...end, state: 'failed', exit: 1, wallSeconds: 0 },
      raw: rawOf(output, offset),
    };
    return { events: [begin, mark, failed], output, unpredicted: [model] };
  }
  const made = model.run(session.block, run.history);
  lines.goOn(made.wallSeconds);
  const output = outputOf(made, { run, workload, session });
  return {
    events: [
      begin,
      ...collectedOf(of.experiment, { session, run, model, made }, lines),
      {
        ...{ ...lines.next(session), event: 'run_end', ...end, state: 'ok', exit: 0 },
        wallSeconds: made.wallSeconds,
        raw: rawOf(output, offset),
        predicted: { seconds: made.seconds, ...made.parts },
      },
    ],
    ...{ output, unpredicted: [] },
  };
}

function rawOf(output: string, offset: number): { file: string; offset: number; bytes: number } {
  return { file: PREDICTED_OUTPUT, offset, bytes: new TextEncoder().encode(output).length };
}
