import { expect, test } from 'vitest';
import { startUpSeconds, systemSeconds } from '../../../../src/core/predict/time/startTime';
import { intervalOf, ratioOf, timeOf } from '../../../../src/core/predict/time/timeOf';
import { wholeOf } from '../../../../src/core/predict/time/timeParts';
import { inVms, native, noCosts } from './runs';

const withCompute = (computeSeconds: number): typeof native => ({
  ...native,
  work: { ...native.work, computeSeconds, sequentialLines: 0 },
});

test('seconds are the mean of the stated runs, whose parts sum to them', () => {
  const time = timeOf({ stated: [withCompute(10), withCompute(12)], drawn: [] });
  expect(time.seconds).toBeCloseTo(11, 9);
  expect(wholeOf(time.parts)).toBeCloseTo(time.seconds, 9);
  expect([time.low, time.high]).toEqual([time.seconds, time.seconds]);
});

test('the interval holds 95 % of the draws, and the value', () => {
  const draws = Array.from({ length: 41 }, (_, at) => 80 + at);
  const { low, high } = intervalOf(100, draws);
  expect([low, high]).toEqual([81, 119]);
  expect(intervalOf(130, draws)).toEqual({ low: 81, high: 130 });
});

test('ratios are made draw by draw', () => {
  const ratio = ratioOf({ value: 12, draws: [6, 12, 24] }, { value: 10, draws: [5, 10, 20] });
  for (const number of Object.values(ratio)) expect(number).toBeCloseTo(1.2, 9);
});

test('a start takes first touches and setting up memory; a warm one is spared the hypervisor', () => {
  const costs = { ...noCosts, guestFaultSeconds: 1e-6, hostFaultSeconds: 5e-6 };
  const started = (unmapped: number): typeof native => {
    const input = inVms(4, { ...native, costs });
    const startTouches = { guest: 4e5, unmapped, reclaimed: 0 };
    return { ...input, systems: input.systems.map((one) => ({ ...one, startTouches })) };
  };
  const setUp = startUpSeconds(inVms(4));
  expect(setUp).toBeGreaterThan(0);
  expect(startUpSeconds(started(0)) - setUp).toBeCloseTo(0.1, 9);
  expect(startUpSeconds(started(4e5)) - setUp).toBeCloseTo(0.6, 9);
  expect(systemSeconds(started(0))).toBeCloseTo(1.6, 9);
  expect(systemSeconds(started(4e5))).toBeCloseTo(9.6, 9);
});
