import type { Schedule } from '../experiment/schedule';
import { formatSpan } from '../text/span';
import type { Estimate } from './bundle';

export function estimateOf(schedule: Schedule): Estimate {
  return {
    blocks: schedule.blocks,
    sessions: schedule.sessions.length,
    runs: schedule.sessions.reduce((sum, session) => sum + session.runs.length, 0),
    boots: schedule.boots,
    seconds: null,
  };
}

/** The estimate as one line for people. */
export function describeEstimate(estimate: Estimate): string {
  const time =
    estimate.seconds === null ? 'duration unknown before a first block' : formatSpan(estimate.seconds);
  return (
    `${count(estimate.blocks, 'block')}, ${count(estimate.sessions, 'session')}, ` +
    `${count(estimate.runs, 'run')}, ${count(estimate.boots, 'VM boot')}, ${time}\n`
  );
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
