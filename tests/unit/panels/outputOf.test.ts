import { describe, expect, it } from 'vitest';
import type { Link } from '../../../src/core/analysis/figures/figure';
import { outputOf } from '../../../src/panels/outputOf';
import { attempt, took } from '../analysis/attempt';

const done = attempt(
  [took('s1', 10), took('s2', 12, { phase: 'warm' }), took('s2', 13, { phase: 'warm' })],
  [0],
);
const link: Link = { layout: 'native', setting: '', workload: 'stencil', phase: 'cold', session: 's1' };

describe('the output behind a session', () => {
  it('is that of its run where there is one alone', () => {
    const raw = done.samples[0]?.run.raw;
    const range = { offset: raw?.offset, bytes: raw?.bytes };
    expect(outputOf(done, link)).toEqual({ part: { file: raw?.file, range }, label: 'r1' });
  });

  it('is that of the session where there are several, or none of this phase', () => {
    const whole = { part: { file: 'raw/s2.txt', range: null }, label: 's2' };
    expect(outputOf(done, { ...link, session: 's2', phase: 'warm' })).toEqual(whole);
    expect(outputOf(done, { ...link, session: 's2' })).toEqual(whole);
  });

  it('is none for a cell, nor for a session that is not there', () => {
    const { layout, setting, workload, phase } = link;
    expect(outputOf(done, { layout, setting, workload, phase })).toBe(null);
    expect(outputOf(done, { ...link, session: '../../etc/passwd' })).toBe(null);
  });
});
