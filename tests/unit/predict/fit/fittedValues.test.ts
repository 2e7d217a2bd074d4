import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { answers } from '../../../../src/core/predict/answers';
import { allClaims } from '../../../../src/core/predict/claims/claims';
import { scoreClaims } from '../../../../src/core/predict/claims/score';
import { predictedText, statedText } from '../../../../src/core/predict/claims/words';
import { currentRange, currentValues } from '../../../../src/core/predict/currentValues';
import {
  fittedParameters,
  startValues,
  type FittedName,
} from '../../../../src/core/predict/fittedParameters';
import { fittedValues } from '../../../../src/core/predict/fittedValues';
import { builtIn } from '../machines/builtIn';

const names = Object.keys(fittedParameters) as FittedName[];
const withClaims = names.filter((name) => fittedParameters[name].fittedOn.length > 0);
const AGAIN = 'the model has changed since: npm run fit-model';

describe('fitted values', () => {
  it('are those of all parameters with claims, and of no other', () => {
    expect(Object.keys(fittedValues), AGAIN).toEqual(withClaims);
    for (const name of names)
      if (!withClaims.includes(name)) {
        expect(currentValues[name]).toBe(startValues[name]);
        expect(currentRange(name)).toBe(fittedParameters[name].range);
      }
  });

  it.each(withClaims)(
    '%s began at its start, was moved by its claims, and is within what was believed',
    (name) => {
      const found = fittedValues[name];
      const { range, fittedOn, start } = fittedParameters[name];
      expect(found?.start, AGAIN).toBeCloseTo(start, 15);
      expect(found?.claims, AGAIN).toEqual(fittedOn);
      const [low, high] = currentRange(name).map((end) => end / range[1]) as [number, number];
      const value = currentValues[name] / range[1];
      expect(low).toBeGreaterThanOrEqual(range[0] / range[1] - 1e-5);
      expect(high).toBeLessThanOrEqual(1 + 1e-5);
      expect(value).toBeGreaterThanOrEqual(low - 1e-5);
      expect(value).toBeLessThanOrEqual(high + 1e-5);
    },
  );
});

/** Shares of faults take no time to predict: what the page says of others, only `npm run fit-model` can tell. */
const CHEAP = ['N9', 'N12', 'N14'];

describe('docs/model/predicted.md', () => {
  const page = readFileSync('docs/model/predicted.md', 'utf8');
  const rows = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const scored = scoreClaims(
    allClaims.filter(({ id }) => CHEAP.includes(id)),
    answers([builtIn('barcelona-4x4')]),
  );

  it.each(scored)('$id $value', (value) => {
    const row = rows.find(([, id, name]) => id === value.id && name === value.value);
    expect(row?.[3]).toBe(statedText(value));
    expect(row?.[5], AGAIN).toBe(predictedText(value));
    expect(row?.[6]).toBe(value.inside ? 'inside' : 'outside');
  });

  it('has a row for every value of every claim', () => {
    for (const { id, values } of allClaims)
      for (const { what } of values)
        expect(rows.filter(([, own, name]) => own === id && name === what)).toHaveLength(1);
  });
});
