import { describe, expect, it } from 'vitest';
import { checkExperimentText, fixed, underlined, type LayoutBody } from '../documents';

const files: Readonly<Record<string, LayoutBody>> = { node: { partition: { per: 'node' } } };
const text = (more: object): string =>
  JSON.stringify({
    version: 1,
    layouts: ['node'],
    workloads: [{ suite: 'npb', programs: ['cg'], class: 'A', directory: '/npb' }],
    ...more,
  });
const exp06 = (document: string) =>
  checkExperimentText(document, files).filter(({ rule }) => rule === 'EXP06');

describe('EXP06', () => {
  it.each([
    [
      'replicates beside a precision',
      { replicates: 7, precision: { width: 0.05 } },
      /`replicates` is not looked at/,
      '7',
    ],
    ['warm runs without a warm phase', { phases: ['cold'], warmRuns: 3 }, /no later one/, '3'],
    ['techniques without one', { phases: ['cold'], techniques: ['reclaim'] }, /no later one/, '["reclaim"]'],
    [
      'techniques as levels without one',
      { phases: ['cold'], factors: { technique: ['none', 'reclaim'] } },
      /the factor `technique`/,
      '["none","reclaim"]',
    ],
  ])('finds %s once, at its place, and each fix cures it', (_what, more, says, at) => {
    const document = text(more);
    const [finding, ...others] = exp06(document);
    expect(others).toEqual([]);
    expect(finding?.message).toMatch(says);
    expect(underlined(document, finding)).toBe(at);
    expect(finding?.fixes).toHaveLength(2);
    for (const fix of finding?.fixes ?? []) {
      expect(fix.safe).toBe(false);
      expect(exp06(fixed(document, fix))).toEqual([]);
    }
  });

  it('leaves no empty list of factors behind', () => {
    const document = text({ phases: ['cold'], factors: { technique: ['none', 'reclaim'] } });
    const fixes = exp06(document).flatMap((finding) => finding.fixes);
    const rules = fixes.flatMap((fix) =>
      checkExperimentText(fixed(document, fix), files).map(({ rule }) => rule),
    );
    expect(rules).not.toContain('SCHEMA');
  });

  it.each([
    ['replicates alone', { replicates: 7 }],
    ['a precision alone', { precision: { width: 0.05 } }],
    ['warm runs and techniques with a warm phase', { warmRuns: 3, techniques: ['reclaim'] }],
    ['a cold phase alone', { phases: ['cold'] }],
  ])('finds nothing in %s', (_what, more) => {
    expect(exp06(text(more))).toEqual([]);
  });
});
