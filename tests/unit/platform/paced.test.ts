import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { paced } from '../../../src/platform/paced';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('lets the first call through, and of those that come soon after it one', () => {
  let calls = 0;
  const call = paced(1000, () => (calls += 1));
  call();
  expect(calls).toBe(1);
  for (let more = 0; more < 5; more++) call();
  vi.advanceTimersByTime(999);
  expect(calls).toBe(1);
  vi.advanceTimersByTime(1);
  expect(calls).toBe(2);
  // That one makes others wait as well.
  call();
  vi.advanceTimersByTime(999);
  expect(calls).toBe(2);
  vi.advanceTimersByTime(5000);
  expect(calls).toBe(3);
  call();
  expect(calls).toBe(4);
});
