import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { markWatch } from '../../../src/platform/markWatch';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('calls back at the first mark and when it has changed, only while it is watched, and until its end', async () => {
  let [mark, isWatched, moves, asked] = ['a', true, 0, 0];
  const watch = markWatch(
    () => {
      asked++;
      return mark === '' ? Promise.reject(new Error('gone')) : Promise.resolve(mark);
    },
    () => isWatched,
    () => moves++,
  );
  const tellAndWait = async (now: string): Promise<number> => {
    mark = now;
    await vi.advanceTimersByTimeAsync(1000);
    return moves;
  };
  expect(await tellAndWait('a'), 'what is shown may be older').toBe(1);
  expect(await tellAndWait('a')).toBe(1);
  expect(await tellAndWait('b')).toBe(2);
  expect(await tellAndWait('b')).toBe(2);
  expect(await tellAndWait(''), 'cannot be had').toBe(2);
  expect(await tellAndWait('b')).toBe(2);
  isWatched = false;
  const before = asked;
  expect([await tellAndWait('c'), asked]).toEqual([2, before]);
  isWatched = true;
  expect(await tellAndWait('c')).toBe(3);
  watch.dispose();
  expect([await tellAndWait('d'), vi.getTimerCount()]).toEqual([3, 0]);
});
