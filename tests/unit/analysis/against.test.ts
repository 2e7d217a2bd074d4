import { describe, expect, it } from 'vitest';
import { heldAgainst } from '../../../src/core/analysis/against';
import { againstTable } from '../../../src/core/analysis/againstTable';
import type { Results } from '../../../src/core/analysis/results';
import { attempt, took, WORKLOADS } from './attempt';

const workloads = WORKLOADS.slice(0, 1);
const earlier: Results = attempt(
  [took('s1', 10), took('s2', 20), took('s4', 10.2), took('s5', 21), took('s3', 11)],
  [0, 1],
  { workloads },
).results;
const later: Results = {
  ...attempt([took('s1', 10.1), took('s2', 40), took('s4', 10), took('s5', 43)], [0, 1], { workloads })
    .results,
  attempt: 'a2',
};

describe('one attempt against another', () => {
  it('compares cells of the same names, and names what only one has', () => {
    const held = heldAgainst(later, earlier);
    expect(held).toMatchObject({
      ...{ refused: null, onlyOne: [] },
      onlyOther: [{ layout: 'four', setting: '', workload: 'stencil', phase: 'cold', why: 'noTimes' }],
    });
    expect(held.rows.map(({ layout, sessions }) => [layout, sessions])).toEqual([
      ['native', [2, 2]],
      ['wide', [2, 2]],
    ]);
    expect(held.rows[1]?.ratio).toBeCloseTo(Math.sqrt((40 * 43) / (20 * 21)), 12);
    expect(held.rows[1]?.effect).toBe(1);
    // Either side as its own results have it.
    const wide = (results: Results) => results.cells.find(({ layout }) => layout === 'wide');
    expect(held.rows[1]?.times).toEqual(
      [later, earlier].map(wide).map((cell) => ({
        ...{ medianSeconds: cell?.medianSeconds, medianInterval: cell?.medianInterval },
      })),
    );
    expect(held.rows[1]?.times[0].medianSeconds).toBe(41.5);
    // Two against two: 2 / 6 at least, and both rows are corrected for.
    expect(held.rows[1]?.p).toBeCloseTo(1 / 3, 12);
    expect(held.rows[1]).toMatchObject({ verdict: { kind: 'undecided', more: null } });
  });

  it('is nothing where the origins differ', () => {
    const held = heldAgainst({ ...later, origin: 'rehearsed' }, earlier);
    expect(held.rows).toEqual([]);
    expect(againstTable(held)).toContain('times of different origin are not compared');
  });

  it('is a table of a terminal', () => {
    expect(`\n${againstTable(heldAgainst(later, earlier))}`).toBe(`
time of  first-cut  a2  2 of 5 blocks, preliminary
against  first-cut  a1  2 of 5 blocks, preliminary

layout  workload  phase  sessions  difference (95 %)           p     effect  verdict
------  --------  -----  --------  --------------------------  ----  ------  ---------
native  stencil   cold   2, 2      -0.5 % (-7.1 to +6.5)       1.00   -0.25  undecided
wide    stencil   cold   2, 2      +102.4 % (+63.2 to +151.0)  0.67    1.00  undecided

only in a1:
  four, stencil, cold: no run counts in a2
`);
  });

  it('tells a cell that the other attempt does not have from one without a run that counts', () => {
    const held = heldAgainst(
      { ...later, cells: later.cells.filter(({ layout }) => layout !== 'four') },
      earlier,
    );
    expect(held.onlyOther.map(({ why }) => why)).toEqual(['absent']);
    expect(againstTable(held)).toContain('  four, stencil, cold: not in a2\n');
  });

  it('says beside the times what else differs', () => {
    const differences = [{ what: 'The kernel is 6.2, and was 6.1.', means: 'Do not compare them.' }];
    expect(againstTable(heldAgainst(later, earlier), differences)).toContain(
      '\n\ndiffers: The kernel is 6.2, and was 6.1. Do not compare them.\n\nlayout',
    );
  });
});
