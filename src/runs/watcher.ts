import { levelsInWords } from '../core/experiment/factors';
import { progressText } from '../core/journal/progress';
import { type AttemptState, endedRuns } from '../core/journal/state';
import type { PlanDocument } from '../core/plan/planDocument';
import type { Context } from '../platform/context';
import { movingTeller } from '../platform/tellMoved';
import { outputTail } from './outputTail';
import type { Screen } from './screen';
import { transcript } from './transcript';

/** Turns what the lab reports into lines; `told` is how the attempt was when it was last spoken of. */
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
  const moved = movingTeller(context, folder);
  let before = told;
  return {
    onState(state) {
      for (const line of transcript(before, state, (id) => titles.get(id) ?? id)) out.line(line);
      if (endedRuns(state) > (before === null ? 0 : endedRuns(before)))
        showOutputOfFailure(state, tail.take(), out);
      before = state;
      out.progress(progressText(state, plan.schedule));
      moved();
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

function showOutputOfFailure(state: AttemptState, lines: readonly string[], out: Screen): void {
  const last = state.runs[endedRuns(state) - 1];
  if (last === undefined || last.state === 'ok') return;
  for (const text of lines) out.line({ tone: 'dim', text: `    | ${text}` });
}
