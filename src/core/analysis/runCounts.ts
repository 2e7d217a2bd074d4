import { type AttemptState, endedRuns, type RunState } from '../journal/state';
import { grown } from './grown';
import type { Results } from './results';

export type RunCounts = Pick<Results['runs'], 'failed' | 'marked' | 'triedAgain'>;

/** Of runs that have ended, asked again and again while more of them end. */
export function rememberedCounts(): (state: AttemptState) => RunCounts {
  const counts = grown<RunState, { failed: number; marked: number; triedAgain: number }>({
    start: () => ({ failed: 0, marked: 0, triedAgain: 0 }),
    add(made, run) {
      if (run.state !== 'ok') made.failed += 1;
      if (run.marks.length > 0) made.marked += 1;
      if (run.tries > 1) made.triedAgain += 1;
    },
  });
  return (state) => ({ ...counts(state.runs, endedRuns(state)) });
}
