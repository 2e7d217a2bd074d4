import { describe, expect, it } from 'vitest';
import type { Steps } from '../../../src/core/predict/steps';
import { inTurns } from '../../../src/lab/inTurns';
import type { Clock } from '../../../src/lab/ports';

/** A clock on which each step takes so many milliseconds. */
function clockOf(stepMilliseconds: number): Clock & { readonly turns: () => number } {
  let [now, turns] = [0, 0];
  return {
    now: () => (now += stepMilliseconds),
    sleep: (_milliseconds, signal) => {
      turns += 1;
      return signal?.aborted === true ? Promise.reject(signal.reason as Error) : Promise.resolve();
    },
    turns: () => turns,
  };
}

function* counting(to: number): Steps<string> {
  for (let at = 1; at <= to; at += 1) yield at % 2 === 0 ? `step ${at}` : null;
  return 'done';
}

describe('work in turns', () => {
  it('is told by its steps, and has others in between once it has taken a while', async () => {
    const said: string[] = [];
    const slow = clockOf(40);
    expect(await inTurns(slow, counting(5), { onProgress: (message) => said.push(message) })).toBe('done');
    expect(said).toEqual(['step 2', 'step 2', 'step 4', 'step 4']);
    expect(slow.turns()).toBe(5);
    const quick = clockOf(1);
    await inTurns(quick, counting(5), {});
    expect(quick.turns()).toBe(0);
  });

  it('ends when it is no longer wanted', async () => {
    const abort = new AbortController();
    const said: string[] = [];
    const work = inTurns(clockOf(40), counting(1000), {
      onProgress: (message) => {
        said.push(message);
        if (said.length === 3) abort.abort(new Error('enough'));
      },
      signal: abort.signal,
    });
    await expect(work).rejects.toThrow('enough');
    expect(said).toHaveLength(3);
  });
});
