import { beforeAll, describe, expect, it } from 'vitest';
import { type CountsAgainst, countsAgainst } from '../../../../src/core/analysis/countsAgainst';
import type { PointsApart } from '../../../../src/core/analysis/countsError';
import type { Results } from '../../../../src/core/analysis/results';
import { capturedAttempts, predictedOfCaptured } from '../../../support/captured';
import { tableRows } from './tableRows';

// The document of an attempt that really ran, with what its program does: predicted as any experiment is, and held against
// what was found.

/** Two vectors of which the first touch is timed; the segment that all ranks map is touched before. */
const PROFILE = {
  ...{ source: 'its arguments, and tests/host/holder.c', memory: '48MiB', shared: '32MiB' },
  ...{ touchedInTimedRegion: 1, operations: 0, traffic: [{ bytes: '384MiB', reuse: '48MiB' }] },
};

describe('the document of an attempt that really ran, with a profile of its program', () => {
  let predicted: Results;
  let counts: CountsAgainst;

  beforeAll(async () => {
    const profile = `"profile": ${JSON.stringify(PROFILE)},`;
    const made = await predictedOfCaptured('memory', (text) =>
      text.replace('"launcher": "mpi",', (found) => `${found} ${profile}`),
    );
    const [found] = await capturedAttempts('memory');
    if (found === undefined) throw new Error('one is kept here');
    predicted = made.results;
    counts = countsAgainst(found.results, predicted);
  });

  it('is predicted in every cell, times and pages', () => {
    expect(predicted.cells).toHaveLength(8);
    for (const { leftOut, medianSeconds } of predicted.cells) {
      expect(leftOut).toEqual([]);
      expect(medianSeconds).toBeGreaterThan(0);
    }
    expect(counts.alone).toEqual([]);
    expect(counts.cells).toHaveLength(8);
  });

  it('has the error that docs/model/paging.md states', () => {
    const { kinds, nodes } = counts.error;
    const row = (by: string, { cells, shares, ...points }: PointsApart): string =>
      ['all', by, cells, shares, points.medianPoints?.toFixed(1), points.largestPoints?.toFixed(1)].join(' ');
    expect(tableRows('docs/model/paging.md')).toEqual(
      expect.arrayContaining([row('kind', kinds), row('node', nodes)]),
    );
  });
});
