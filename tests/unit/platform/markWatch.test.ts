import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { markWatch } from '../../../src/platform/markWatch';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('calls back when the mark has changed, only while it is watched, and until its end', async () => {
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
  expect(await tellAndWait('a'), 'the first is nothing new').toBe(0);
  expect(await tellAndWait('b')).toBe(1);
  expect(await tellAndWait('b')).toBe(1);
  expect(await tellAndWait(''), 'cannot be had').toBe(1);
  expect(await tellAndWait('b')).toBe(1);
  isWatched = false;
  const before = asked;
  expect([await tellAndWait('c'), asked]).toEqual([1, before]);
  isWatched = true;
  expect(await tellAndWait('c')).toBe(2);
  watch.dispose();
  expect([await tellAndWait('d'), vi.getTimerCount()]).toEqual([2, 0]);
});
