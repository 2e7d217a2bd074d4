import { describe, expect, it } from 'vitest';
import { checkExperimentText, fixed, underlined, type LayoutBody } from '../documents';

const files: Readonly<Record<string, LayoutBody>> = { node: { partition: { per: 'node' } } };
const text = (more: object = {}): string =>
  JSON.stringify({
    version: 1,
    layouts: ['node'],
    workloads: [{ suite: 'npb', programs: ['cg'], class: 'A', directory: '/npb' }],
    ...more,
  });
const exp01 = (document: string) =>
  checkExperimentText(document, files).filter(({ rule }) => rule === 'EXP01');

describe('EXP01', () => {
  it.each([
    ['few replicates', { replicates: 4 }, /4 sessions a cell/, '4'],
    [
      'a precision that may stop early',
      { precision: { width: 0.1, minimum: 2 } },
      /may stop early: 2 sessions/,
      '2',
    ],
    [
      'a precision that must stop early',
      { precision: { width: 0.1, maximum: 3 } },
      /may stop early: 3 sessions/,
      '3',
    ],
    ['a fixed order', { order: 'fixed' }, /same order/, '"fixed"'],
    [
      'an odd number of blocks of which every second is turned',
      { order: 'abba', replicates: 7 },
      /7 blocks leave one/,
      '7',
    ],
    ['no baseline', { baseline: 'none' }, /no native baseline/, '"none"'],
  ])('finds %s once, at its place, and its fix cures it', (_what, more, says, at) => {
    const document = text(more);
    const [finding, ...others] = exp01(document);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: 'warning', fixes: [{ safe: false }] });
    expect(finding?.message).toMatch(says);
    expect(underlined(document, finding)).toBe(at);
    expect(exp01(fixed(document, finding?.fixes[0]))).toEqual([]);
  });

  it.each([
    ['five random blocks', {}],
    ['an even number of blocks of which every second is turned', { order: 'abba', replicates: 6 }],
    ['a precision, whatever `replicates` says', { precision: { width: 0.1 }, replicates: 1 }],
    ['abba that may stop after any block', { precision: { width: 0.1, minimum: 7 }, order: 'abba' }],
  ])('finds nothing in %s', (_what, more) => {
    expect(exp01(text(more))).toEqual([]);
  });

  it('minds the order when only factors make several sessions', () => {
    const one = { order: 'fixed', baseline: 'none', phases: ['warm'] };
    expect(exp01(text(one)).map(({ message }) => message)).toEqual([expect.stringMatching(/baseline/)]);
    expect(exp01(text({ ...one, factors: { 'host.thp': ['always', 'never'] } }))).toHaveLength(2);
  });
});
