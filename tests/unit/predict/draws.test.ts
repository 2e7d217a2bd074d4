import { expect, test } from 'vitest';
import { drawnValues } from '../../../src/core/predict/draws';
import { currentRange } from '../../../src/core/predict/currentValues';
import { fittedParameters, type FittedName } from '../../../src/core/predict/fittedParameters';

const draws = drawnValues(40, 3);
const names = Object.keys(fittedParameters) as FittedName[];

test('every value lies in its range, and every stretch of the range comes up once', () => {
  for (const name of names) {
    const [low, high] = currentRange(name);
    const values = draws.map((draw) => draw[name]).sort((a, b) => a - b);
    for (const value of values) {
      expect(value).toBeGreaterThanOrEqual(low);
      expect(value).toBeLessThanOrEqual(high);
    }
    const spread = low > 0 ? Math.log : (value: number): number => value;
    const width = (spread(high) - spread(low)) / 40;
    values.forEach((value, at) => expect(Math.floor((spread(value) - spread(low)) / width)).toBe(at));
  }
});

test('what was believed before the fit can be drawn from too', () => {
  const before = drawnValues(40, 3, (name) => fittedParameters[name].range);
  const most = (name: FittedName, of: typeof draws): number => Math.max(...of.map((draw) => draw[name]));
  for (const name of names) expect(most(name, before)).toBeLessThanOrEqual(fittedParameters[name].range[1]);
  expect(most('swapInSeconds', before)).toBeGreaterThan(most('swapInSeconds', draws));
});

test('the same seed draws the same, another one otherwise', () => {
  expect(drawnValues(40, 3)).toEqual(draws);
  expect(drawnValues(40, 4)).not.toEqual(draws);
});

test('parameters are drawn apart from each other', () => {
  const order = (name: FittedName): number[] => draws.map((draw) => draw[name]);
  const [first, second] = [order('overlapShare'), order('guestTickSeconds')];
  const ranks = (values: number[]): number[] =>
    values.map((one) => values.filter((other) => other < one).length);
  expect(ranks(first)).not.toEqual(ranks(second));
});
