import { experimentOf } from './attempts';
import type { Context } from './context';

/** Says that an attempt, by its folder, has begun, moved on or ended. */
export function tellMoved({ attemptsChanged }: Pick<Context, 'attemptsChanged'>, folder: string): void {
  const experiment = experimentOf(folder);
  if (experiment !== null) attemptsChanged.fire(experiment);
}
