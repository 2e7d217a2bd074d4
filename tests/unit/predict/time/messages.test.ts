import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  barrierCost,
  communicationOf,
  type Exchange,
  type MessageCosts,
} from '../../../../src/core/predict/time/messages';

const alone = {
  ...{ seconds: 0, waitSeconds: 0, lockedSeconds: 0, senderSeconds: 0, receiverSeconds: 0 },
  services: [],
};

/** Two VMs of two ranks: a microsecond inside, ten between them, of which a thread that serves all takes four. */
const costs: MessageCosts = (from, to, bytes) =>
  from >> 1 === to >> 1
    ? { ...alone, seconds: 1e-6 + bytes * 1e-9, lockedSeconds: 1e-6 }
    : { ...alone, seconds: 10e-6, services: [{ server: 0, seconds: 4e-6 }] };

const exchange = (count: number, partnersOf: Exchange['partnersOf'], bytes = 0): Exchange => ({
  ...{ count, bytes, partnersOf },
});

test('each rank pays for its messages on the path to each partner', () => {
  const within = communicationOf(4, [exchange(3, (rank) => [rank ^ 1], 1000)], 0, costs);
  for (const seconds of within.seconds) expect(seconds).toBeCloseTo(3 * 2e-6, 12);
  for (const locked of within.lockedSeconds) expect(locked).toBeCloseTo(3e-6, 12);
  const both = communicationOf(4, [exchange(1, (rank) => [rank ^ 1, rank ^ 2])], 0, costs);
  expect([...both.waits]).toEqual([2, 2, 2, 2]);
});

test('what a thread serves comes one after the other, and all who need it wait', () => {
  // Each rank's own message takes 10 microseconds; the thread has four of 4 to serve.
  const one = communicationOf(4, [exchange(1, (rank) => [rank ^ 2])], 0, costs);
  for (const seconds of one.seconds) expect(seconds).toBeCloseTo(16e-6, 12);
  // Only ranks 0 and 2 use it: rank 1 does not wait.
  const some = communicationOf(4, [exchange(5, (rank) => (rank === 0 ? [2] : []))], 0, costs);
  expect(some.seconds[0]).toBeCloseTo(50e-6, 12);
  expect(some.seconds[1]).toBe(0);
  expect(some.seconds[2]).toBeCloseTo(20e-6, 12);
});

test('a barrier takes the slowest message of each of its rounds', () => {
  // Distance 1 crosses VMs from rank 1, distance 2 from all.
  expect(barrierCost(4, costs).seconds).toBeCloseTo(20e-6, 12);
  expect(barrierCost(2, costs).seconds).toBeCloseTo(1e-6, 12);
  expect(barrierCost(1, costs).seconds).toBe(0);
  const run = communicationOf(4, [], 7, costs);
  for (const seconds of run.seconds) expect(seconds).toBeCloseTo(140e-6, 12);
  expect([...run.waits]).toEqual([7, 7, 7, 7]);
});

test('more messages and larger ones never take less', () => {
  const size = fc.integer({ min: 0, max: 100_000 });
  fc.assert(
    fc.property(size, size, size, size, (count, more, bytes, larger) => {
      const of = (times: number, length: number): number =>
        Math.max(
          ...communicationOf(4, [exchange(times, (rank) => [rank ^ 1, rank ^ 2], length)], 0, costs).seconds,
        );
      expect(of(count + more, bytes)).toBeGreaterThanOrEqual(of(count, bytes));
      expect(of(count, bytes + larger)).toBeGreaterThanOrEqual(of(count, bytes));
    }),
  );
});

test('waiting for a service to run comes on top of what it then serves', () => {
  const late: MessageCosts = (...pair) => ({ ...costs(...pair), waitSeconds: 100e-6 });
  const one = communicationOf(4, [exchange(1, (rank) => [rank ^ 2])], 0, late);
  for (const seconds of one.seconds) expect(seconds).toBeCloseTo(116e-6, 12);
  expect(one.busiestSeconds).toBeCloseTo(16e-6, 12);
  expect(barrierCost(4, late).seconds).toBeCloseTo(220e-6, 12);
});
