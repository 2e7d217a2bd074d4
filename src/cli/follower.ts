import { progressWords } from '../core/journal/progress';
import { printable } from '../core/text/printable';
import type { FollowObserver } from '../lab/lab';
import type { Context } from './context';
import { progressLine } from './terminal';

/** Shows an attempt on the terminal while it runs: one line of progress, and what the link does. */
export async function follower(
  folder: string,
  context: Context,
): Promise<{ observer: FollowObserver; end: () => void }> {
  const planned = await context.lab.planned(folder);
  const line = progressLine(context.terminal);
  return {
    observer: {
      onState: (state) => {
        const { place, left } = progressWords(state, planned.schedule);
        line.show(printable(place), left);
      },
      onLink: (message) => {
        line.end();
        context.terminal.err(printable(message) + '\n');
      },
    },
    end: () => line.end(),
  };
}
