import { beforeAll, describe, expect, it } from 'vitest';
import { hasBoth } from '../../../../src/core/analysis/countPairs';
import { type CountsAgainst, countsAgainst } from '../../../../src/core/analysis/countsAgainst';
import type { Results } from '../../../../src/core/analysis/results';
import { capturedAttempts, predictedOfCaptured } from '../../../support/captured';
import { tableRows } from './tableRows';

// An experiment whose author says what its program sends whom, predicted as it stands, beside its attempt on the rehearsal
// machine: a VM a node, over the network and through shared memory.

describe('the document of an attempt whose bytes were counted', () => {
  let found: Results;
  let counts: CountsAgainst;

  beforeAll(async () => {
    const [attempt] = await capturedAttempts('paths');
    if (attempt === undefined) throw new Error('one is kept here');
    found = attempt.results;
    counts = countsAgainst(found, (await predictedOfCaptured('paths')).results);
  });

  it('was run to its end, and every cell has bytes of both', () => {
    expect(found.runs).toMatchObject({ failed: 0, marked: 0 });
    expect(counts.alone).toEqual([]);
    expect(counts.cells.map(({ traffic }) => hasBoth(traffic))).toEqual([true, true]);
  });

  it('has the error that docs/model/paging.md states', () => {
    const { kinds, nodes, bytes } = counts.error;
    const [low = NaN, high = NaN] = bytes.range ?? [];
    const ratios = [bytes.medianRatio ?? NaN, low, high].map((ratio) => ratio.toFixed(2));
    const points = [kinds, nodes].map(({ cells, shares, medianPoints, largestPoints }) =>
      [cells, shares, medianPoints?.toFixed(1), largestPoints?.toFixed(1)].join(' '),
    );
    expect(tableRows('docs/model/paging.md')).toEqual(
      expect.arrayContaining([
        `a VM a node kind ${points[0]}`,
        `a VM a node node ${points[1]}`,
        `a VM a node ${bytes.pairs} ${ratios.join(' ')} ${bytes.onOneSide}`,
      ]),
    );
  });
});
