import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CountsAgainst, countsAgainst } from '../../../../src/core/analysis/countsAgainst';
import type { PointsApart } from '../../../../src/core/analysis/countsError';
import type { Results } from '../../../../src/core/analysis/results';
import { createLab } from '../../../../src/lab/createLab';
import { capturedAttempts } from '../../../support/captured';
import { labOptions } from '../../../support/labOptions';
import { tableRows } from './tableRows';

// The document of an attempt that really ran, with what its program does: predicted as any experiment is, and held against
// what was found.

const ROOT = join(import.meta.dirname, '../../../..');
const TEXT = readFileSync(join(ROOT, 'tests/captured/memory.vmexperiment.json'), 'utf8');

/** Two vectors of which the first touch is timed; the segment that all ranks map is touched before. */
const PROFILE = {
  ...{ source: 'its arguments, and tests/host/holder.c', memory: '48MiB', shared: '32MiB' },
  ...{ touchedInTimedRegion: 1, operations: 0, traffic: [{ bytes: '384MiB', reuse: '48MiB' }] },
};

describe('the document of an attempt that really ran, with a profile of its program', () => {
  let predicted: Results;
  let counts: CountsAgainst;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vmpart-test-'));
    const path = join(folder, 'memory.vmexperiment.json');
    const profile = `"profile": ${JSON.stringify(PROFILE)},`;
    writeFileSync(
      path,
      TEXT.replace('"launcher": "mpi",', (found) => `${found} ${profile}`),
    );
    const lab = createLab(labOptions());
    await lab.predict(path);
    const [found] = await capturedAttempts('memory');
    const made = await lab.results(path);
    rmSync(folder, { recursive: true });
    if (found === undefined || made === null) throw new Error('both are there');
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
