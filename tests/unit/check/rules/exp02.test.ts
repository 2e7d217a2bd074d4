import { describe, expect, it } from 'vitest';
import { checkExperimentText, fixed, underlined, type LayoutBody } from '../documents';

const files: Readonly<Record<string, LayoutBody>> = { node: { partition: { per: 'node' } } };
const hpcc = { suite: 'hpcc', input: '', launcher: 'mpi' };
const cg = { suite: 'npb', programs: ['cg'], class: 'A', directory: '/npb' };

const text = (workloads: readonly object[], more: object = {}): string =>
  JSON.stringify({ version: 1, layouts: ['node'], workloads, ...more });
const exp02 = (document: string) =>
  checkExperimentText(document, files).filter(({ rule }) => rule === 'EXP02');

describe('EXP02', () => {
  it.each([
    [
      'a program of several tests with a cold phase',
      text([cg, hpcc]),
      /"hpcc" runs its tests one after/,
      '"hpcc"',
    ],
    [
      'VMs restarted before every warm run',
      text([cg], { techniques: ['restart'] }),
      /no run is warm/,
      '"restart"',
    ],
    [
      'restart as the only level of a factor',
      text([cg], { factors: { technique: ['restart'] } }),
      /no run is warm/,
      '["restart"]',
    ],
    [
      'restart among other techniques',
      text([cg], { techniques: ['reclaim', 'restart'] }),
      /no run is warm/,
      '"restart"',
    ],
  ])('finds %s once, at its place, and its fix cures it', (_what, document, says, at) => {
    const [finding, ...others] = exp02(document);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: 'warning', fixes: [{ safe: false }] });
    expect(finding?.message).toMatch(says);
    expect(underlined(document, finding)).toBe(at);
    expect(exp02(fixed(document, finding?.fixes[0]))).toEqual([]);
  });

  it.each([
    ['programs of one test', text([cg])],
    ['several tests without a cold phase', text([hpcc], { phases: ['warm'] })],
    ['restart beside other levels', text([cg], { factors: { technique: ['none', 'restart'] } })],
    ['restart where no run is called warm', text([cg], { techniques: ['restart'], phases: ['cold'] })],
    ['other techniques', text([cg], { techniques: ['reclaim'] })],
  ])('finds nothing in %s', (_what, document) => {
    expect(exp02(document)).toEqual([]);
  });

  it('leaves a factor alone that is there already', () => {
    const document = text([cg], { techniques: ['restart'], factors: { technique: ['none', 'reclaim'] } });
    expect(exp02(document)[0]?.fixes).toEqual([]);
  });
});
