import { progressText } from '../core/journal/progress';
import type { AttemptState } from '../core/journal/state';
import { levelsInWords } from '../core/experiment/factors';
import type { PlanDocument } from '../core/plan/planDocument';
import type { Context } from '../platform/context';
import { tellMoved } from '../platform/tellMoved';
import { outputTail } from './outputTail';
import type { Screen } from './screen';
import { transcript } from './transcript';

/** Turns what the lab reports into lines. */
export function watcher(
  context: Context,
  folder: string,
  out: Screen,
  plan: PlanDocument,
  told: AttemptState | null,
): {
  onState: (state: AttemptState) => void;
  onRaw: (file: string, bytes: Uint8Array) => void;
  onLink: (message: string) => void;
} {
  const tail = outputTail();
  const titles = new Map(plan.workloads.map((workload) => [workload.id, titleOf(workload, plan)]));
  let before = told;
  return {
    onState(state) {
      for (const line of transcript(before, state, (id) => titles.get(id) ?? id)) out.line(line);
      if (finishedRuns(state) > finishedRuns(before)) showOutputOfFailure(state, tail.take(), out);
      before = state;
      out.progress(progressText(state, plan.schedule));
      tellMoved(context, folder);
    },
    // Captures of the host come the same way, and no program printed them.
    onRaw: (file, bytes) => (file.startsWith('facts-') ? undefined : tail.add(bytes)),
    onLink: (text) => out.line({ tone: 'dim', text }),
  };
}

/** With the levels that tell this start of the program from its others. */
function titleOf({ title, levels }: PlanDocument['workloads'][number], { factors }: PlanDocument): string {
  const words = levelsInWords(levels, factors);
  return words === '' ? title : `${title}, ${words}`;
}

export function finishedRuns(state: AttemptState | null): number {
  return state?.runs.filter((run) => run.state !== 'running').length ?? 0;
}

function showOutputOfFailure(state: AttemptState, lines: readonly string[], out: Screen): void {
  const last = state.runs.filter((run) => run.state !== 'running').at(-1);
  if (last === undefined || last.state === 'ok') return;
  for (const text of lines) out.line({ tone: 'dim', text: `    | ${text}` });
}
