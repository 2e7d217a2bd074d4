import { describe, expect, it } from 'vitest';
import { varyingIn } from '../../../src/panels/dimensions';
import { attempt, took } from '../analysis/attempt';

const { results } = attempt([took('s1', 10), took('s2', 12)], [0]);

describe('dimensions of results', () => {
  it('are what has several levels, in the order of the results', () => {
    expect(varyingIn(results)).toEqual([
      { id: 'layout', levels: ['native', 'wide', 'four'] },
      { id: 'workload', levels: ['stencil', 'sort'] },
      { id: 'phase', levels: ['cold', 'warm'] },
    ]);
  });

  it('are factors too; a level of some cells alone does not make two', () => {
    const cells = results.cells.map((cell, at) => ({
      ...cell,
      levels: {
        'host.thp': at % 2 === 0 ? 'never' : 'always',
        ...(at === 0 ? {} : { 'guest.thp': 'never' }),
      },
    }));
    const found = varyingIn({ ...results, cells });
    expect(found.slice(1, 2)).toEqual([{ id: 'host.thp', levels: ['never', 'always'] }]);
  });
});
