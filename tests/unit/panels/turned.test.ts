import { expect, it } from 'vitest';
import { turned } from '../../../src/panels/turned';
import { firstChoice } from '../../../src/protocol/results';

const state = { experiment: 'a', attempt: 'a1', against: 'a0', pinned: true, figure: firstChoice };

it('a panel that turns to another experiment ends its comparison, and keeps what else was chosen', () => {
  expect(turned(state, { experiment: 'b', attempt: null })).toEqual({
    ...{ experiment: 'b', attempt: null, against: null, pinned: true, figure: firstChoice },
  });
});

it('a panel that shows another attempt of the same goes on comparing', () => {
  expect(turned(state, { experiment: 'a', attempt: null }).against).toBe('a0');
  expect(turned(state, { against: 'b0' }).against).toBe('b0');
  expect(turned(state, { against: null }).against).toBe(null);
});
