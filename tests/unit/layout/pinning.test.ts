import { describe, expect, it } from 'vitest';
import { pinnedSets } from '../../../src/core/layout/pinning';
import { machine } from '../../support/experiments';

describe('the PUs on which a vCPU may run', () => {
  // Nodes of two PUs each.
  const pus = [5, 0, 4, 1];

  it.each([
    ['perVcpu', [[5], [0], [4], [1]]],
    [
      'perNode',
      [
        [4, 5],
        [0, 1],
        [4, 5],
        [0, 1],
      ],
    ],
    ['floating', pus.map(() => [0, 1, 4, 5])],
  ] as const)('%s', (pinning, sets) => {
    expect(pinnedSets({ pus, pinning }, machine())).toEqual(sets);
  });

  it('is its own where the node is not known', () => {
    const on = machine();
    const unknown = { ...on, pus: on.pus.map((pu) => ({ ...pu, node: pu.id < 2 ? null : pu.node })) };
    expect(pinnedSets({ pus: [0, 1, 2], pinning: 'perNode' }, unknown)).toEqual([[0], [1], [2]]);
  });
});
