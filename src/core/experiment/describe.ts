import type { Experiment } from './experiment';
import { blocksInWords, leastBlocks, rangeInWords, scheduleOf, type Schedule } from './schedule';

/** How much an experiment is. */
export interface ScheduleCounts {
  readonly blocks: number;
  readonly sessions: number;
  readonly sessionsPerBlock: number;
  /** Warm-up runs included. */
  readonly runs: number;
  readonly warmups: number;
  /** VMs started over all blocks. */
  readonly boots: number;
  readonly bootsPerBlock: number;
}

/** Counts of a schedule; blocks hold the same kinds of sessions, so numbers per block are whole. */
export function countsOf(schedule: Schedule): ScheduleCounts {
  const runs = schedule.sessions.flatMap((session) => session.runs);
  const perBlock = Math.max(1, schedule.blocks);
  return {
    blocks: schedule.blocks,
    sessions: schedule.sessions.length,
    sessionsPerBlock: schedule.sessions.length / perBlock,
    runs: runs.length,
    warmups: runs.filter((run) => run.phase === 'warmup').length,
    boots: schedule.boots,
    bootsPerBlock: schedule.boots / perBlock,
  };
}

/** `3 sessions in each of 5 blocks, 5 boots a block; 30 runs in all`. */
export function describeSchedule(schedule: Schedule): string {
  const counts = countsOf(schedule);
  const share = leastBlocks(schedule) / Math.max(1, counts.blocks);
  const inAll = (number: number): string => rangeInWords(share * number, number);
  const warmups = counts.warmups === 0 ? '' : `, ${inAll(counts.warmups)} of them only to warm up`;
  const where = counts.blocks === 1 ? 'in 1 block' : `in each of ${blocksInWords(schedule)} blocks`;
  return [
    `${quantity(counts.sessionsPerBlock, 'session')} ${where}, `,
    `${quantity(counts.bootsPerBlock, 'boot')} a block; `,
    `${inAll(counts.runs)} run${counts.runs === 1 ? '' : 's'} in all${warmups}`,
  ].join('');
}

/** The same of an experiment, with what is compared: `native and 2 layouts, 3 programs, cold and warm: 9 sessions ...`. */
export function describeExperiment(experiment: Experiment): string {
  const layouts = quantity(experiment.layouts.length, 'layout');
  const compared = experiment.native ? `native and ${layouts}` : layouts;
  const programs = quantity(experiment.workloads.length, 'program');
  const schedule = describeSchedule(scheduleOf(experiment));
  return `${compared}, ${programs}, ${experiment.phases.join(' and ')}: ${schedule}`;
}

function quantity(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
