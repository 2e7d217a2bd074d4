import type { Experiment } from '../experiment/experiment';
import type { Levels } from '../experiment/factors';
import { leastBlocks, rangeInWords, type Schedule, type Session } from '../experiment/schedule';
import { startsOf } from '../experiment/techniques';
import { sizeInWords } from '../text/size';
import { formatSpan } from '../text/span';
import type { Counts, Estimate } from './bundle';

/** What is known of earlier runs: medians in seconds; null for what was never measured. */
export interface KnownTimes {
  /** Of a program, by its title, with the levels of session and program together. */
  readonly run: (layout: string, title: string, levels: Levels) => number | null;
  readonly boot: (layout: string) => number | null;
  /** Bytes of output of one run. */
  readonly runBytes: number | null;
}

/** Before anything was run. */
export const nothingKnown: KnownTimes = { run: () => null, boot: () => null, runBytes: null };

/** What was never measured counts by its time limit. Preparation, QEMU's start and pauses are not counted. */
export function estimateOf(
  experiment: Pick<Experiment, 'workloads' | 'techniques' | 'timeLimitSeconds' | 'bootLimitSeconds'>,
  schedule: Schedule,
  known: KnownTimes,
): Estimate {
  const runs = runTimes(experiment, schedule, known);
  const boots = schedule.sessions
    .filter(({ layout }) => layout !== 'native')
    .flatMap((session) =>
      Array<number | null>(startsOf(experiment, session)).fill(known.boot(session.layout)),
    );
  const longest = longestSeconds(experiment, runs.length, boots.length);
  const unmeasured = [...runs, ...boots].filter((seconds) => seconds === null).length;
  const isUnknown = runs.every((seconds) => seconds === null);
  return {
    blocks: schedule.blocks,
    sessions: schedule.sessions.length,
    runs: runs.length,
    boots: schedule.boots,
    seconds: isUnknown
      ? null
      : sum(runs, experiment.timeLimitSeconds) + sum(boots, experiment.bootLimitSeconds),
    least: leastOf(experiment, schedule, known),
    unmeasured,
    longestSeconds: longest,
    rawBytes: known.runBytes === null ? null : known.runBytes * runs.length,
  };
}

/** Blocks are alike, so that the boots of some of them are a share of all. */
function leastOf(
  experiment: Parameters<typeof estimateOf>[0],
  { sessions, ...schedule }: Schedule,
  known: KnownTimes,
): Estimate['least'] {
  const blocks = leastBlocks(schedule);
  if (blocks === schedule.blocks) return null;
  const boots = (schedule.boots / schedule.blocks) * blocks;
  const first = { blocks, boots, sessions: sessions.filter(({ block }) => block < blocks) };
  const { sessions: count, runs, seconds } = estimateOf(experiment, first, known);
  return { blocks, sessions: count, runs, boots, seconds };
}

function runTimes(
  { workloads }: Pick<Experiment, 'workloads'>,
  { sessions }: Schedule,
  known: KnownTimes,
): readonly (number | null)[] {
  const programs = new Map(workloads.map((workload) => [workload.id, workload]));
  const timesIn = ({ layout, levels, runs }: Session): readonly (number | null)[] =>
    runs.map(({ workload }) => {
      const program = programs.get(workload);
      if (program === undefined) return null;
      return known.run(layout, program.title, { ...levels, ...program.levels });
    });
  return sessions.flatMap(timesIn);
}

function longestSeconds(
  { timeLimitSeconds, bootLimitSeconds }: Pick<Experiment, 'timeLimitSeconds' | 'bootLimitSeconds'>,
  runs: number,
  boots: number,
): number {
  return runs * timeLimitSeconds + boots * bootLimitSeconds;
}

function sum(times: readonly (number | null)[], limit: number): number {
  return times.reduce<number>((total, seconds) => total + (seconds ?? limit), 0);
}

/** The estimate as one line for people. */
export function describeEstimate(estimate: Estimate): string {
  const least = estimate.least ?? estimate;
  const countOf = (key: keyof Counts, noun: string): string => range(least[key], estimate[key], noun);
  return (
    `${countOf('blocks', 'block')}, ${countOf('sessions', 'session')}, ` +
    `${countOf('runs', 'run')}, ${countOf('boots', 'VM boot')}, ${durationText(estimate)}\n`
  );
}

function durationText({ seconds, least, unmeasured, longestSeconds: longest }: Estimate): string {
  if (seconds === null) {
    return `duration unknown before a first block, by the time limits at most ${formatSpan(longest)}`;
  }
  const from = least?.seconds ?? seconds;
  if (unmeasured === 0 && from < seconds) return `about ${formatSpan(from)} to ${formatSpan(seconds)}`;
  if (unmeasured === 0) return `about ${formatSpan(seconds)}`;
  return `at most ${formatSpan(seconds)} (${unmeasured} runs or boots were never measured and count by their limits)`;
}

/** Disk for what programs print, as one line for people. */
export function describeDisk({ rawBytes, runs }: Estimate): string {
  if (rawBytes === null) return 'output of programs: size unknown before a first block\n';
  return `output of programs: about ${sizeInWords(Math.round(rawBytes))} (${sizeInWords(Math.round(rawBytes / Math.max(1, runs)))} a run so far)\n`;
}

function range(least: number, most: number, noun: string): string {
  return `${rangeInWords(least, most)} ${noun}${most === 1 ? '' : 's'}`;
}
