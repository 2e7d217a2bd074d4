import { expect, it } from 'vitest';
import { orderFindings } from '../../../src/core/analysis/order';
import { rememberedOrder } from '../../../src/core/analysis/rememberedOrder';
import type { CellResult } from '../../../src/core/analysis/results';
import type { SessionTime } from '../../../src/core/analysis/sessionTimes';

function cellOf(seconds: readonly number[]): CellResult {
  const times = seconds.map((time, block): SessionTime => ({
    ...{ session: `s${block}`, block, seconds: time, runs: 1, began: block, outlier: false },
  }));
  return { times } as unknown as CellResult;
}

const RISING = [1, 2, 3, 4, 5, 6, 7, 8];

it('order is asked of the blocks that have ended', () => {
  const found = rememberedOrder()([cellOf(RISING)], [0, 1, 2, 3, 4, 5]);
  expect(found).toEqual(orderFindings([cellOf(RISING.slice(0, 6)).times]));
  expect(found[0]?.values).toBe(6);
});

it('order is asked again when a block ends or an earlier time is another, else the answer is the same object', () => {
  const order = rememberedOrder();
  const blocks = [0, 1, 2, 3, 4, 5];
  const first = order([cellOf(RISING)], blocks);
  expect(order([cellOf([...RISING.slice(0, 7), 99])], blocks)).toBe(first);
  const changed = order([cellOf([9, ...RISING.slice(1)])], blocks);
  expect(changed).toEqual(orderFindings([cellOf([9, 2, 3, 4, 5, 6]).times]));
  expect(changed).not.toEqual(first);
  expect(order([cellOf(RISING)], [...blocks, 6])[0]?.values).toBe(7);
});
