import { experimentOf } from './attempts';
import type { Context } from './context';
import { paced } from './paced';

/** Says that an attempt, by its folder, has begun, moved on or ended. */
export function tellMoved({ attemptsChanged }: Pick<Context, 'attemptsChanged'>, folder: string): void {
  const experiment = experimentOf(folder);
  if (experiment !== null) attemptsChanged.fire(experiment);
}

/** Milliseconds; views and panels are drawn anew as a whole, and events may come by the hundred. */
const betweenWords = 1000;

/** The same for who follows it and could say so with every event. */
export function movingTeller(context: Pick<Context, 'attemptsChanged'>, folder: string): () => void {
  return paced(betweenWords, () => tellMoved(context, folder));
}
