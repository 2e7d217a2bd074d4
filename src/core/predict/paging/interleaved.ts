import type { Random } from '../../experiment/random';

/**
 * Each of several goes as many steps as it has; who goes next is drawn among those that have not ended, so that all go at
 * the same pace but for chance.
 */
export function interleaved(
  steps: readonly number[],
  random: Random,
  step: (who: number, at: number) => void,
): void {
  const going = [...steps.keys()].filter((who) => (steps[who] ?? 0) > 0);
  const done = new Int32Array(steps.length);
  while (going.length > 0) {
    const place = random(going.length);
    const who = going[place] as number;
    const at = done[who] as number;
    step(who, at);
    done[who] = at + 1;
    if (at + 1 < (steps[who] as number)) continue;
    going[place] = going[going.length - 1] as number;
    going.pop();
  }
}
