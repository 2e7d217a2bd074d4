import type { Steps } from '../core/predict/steps';
import type { StartOptions } from './lab';
import type { LabOptions } from './options';

/** How long work is told and left. */
export type TurnOptions = Pick<StartOptions, 'onProgress' | 'signal'>;

/** For so long at most nobody else is let in between. */
const TURN_MS = 30;

/** Goes through all steps, and lets others in between, to whom it tells what is done. Rejects when the signal fires. */
export async function inTurns<T>(
  clock: LabOptions['clock'],
  steps: Steps<T>,
  { onProgress, signal }: TurnOptions,
): Promise<T> {
  let turn = clock.now();
  let words: string | null = null;
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    words = step.value ?? words;
    if (clock.now() - turn < TURN_MS) continue;
    if (words !== null) onProgress?.(words);
    await clock.sleep(0, signal);
    turn = clock.now();
  }
}
