import { describe, expect, it } from 'vitest';
import { isRunIn, layoutsOf } from '../../../src/core/experiment/exclusion';
import { experiment, layoutOf, level, workload } from './builders';
import { checkExperimentText, type LayoutBody } from './documents';

const files: Readonly<Record<string, LayoutBody>> = {
  whole: { partition: { vms: 1 } },
  node: { partition: { per: 'node' } },
  half: { vms: [{ name: 'a', pus: '0-7', memory: '4GiB' }] },
};
const npb = (over: object) => ({
  suite: 'npb',
  programs: ['bt', 'cg'],
  class: 'A',
  directory: '/npb',
  ...over,
});
const found = (layouts: readonly string[], over: object, exclude: readonly object[], rule: string) =>
  checkExperimentText(JSON.stringify({ version: 1, layouts, workloads: [npb(over)], exclude }), files).filter(
    (finding) => finding.rule === rule,
  );

describe('rules about programs', () => {
  it.each([
    ['NPB01', ['half'], {}, { program: 'bt', layout: 'half' }],
    ['NPB02', ['whole'], { ranks: 9 }, { program: 'cg' }],
    ['NPB03', ['whole', 'node'], { launcher: 'openmp' }, { launcher: 'openmp', layout: 'node' }],
    ['NPB04', ['whole', 'half'], { ranks: 16 }, { layout: 'half', class: 'A' }],
  ])('%s looks only at cells that are run', (rule, layouts, over, entry) => {
    const elsewhere = { ...entry, layout: 'nowhere' };
    expect(found(layouts, over, [elsewhere], rule)).toHaveLength(1);
    expect(found(layouts, over, [elsewhere, entry], rule)).toEqual([]);
  });

  it('find another program of the entry when the first is left out', () => {
    const [finding] = found(['whole', 'half'], { ranks: 16 }, [{ layout: 'half', program: 'bt' }], 'NPB04');
    expect(finding?.message).toMatch(/^"cg\.A" starts 16 ranks/);
  });
});

describe('an exclusion', () => {
  const one = experiment({
    layouts: [level(layoutOf('wide', 16)), level(layoutOf('two', 8, 8), 1)],
    factors: { 'host.thp': ['always', 'never'] },
  });

  it('leaves out what has all of its levels, and nothing else', () => {
    const of = (...exclude: readonly Record<string, string>[]) =>
      layoutsOf({ ...one, exclude }, workload()).map(({ name }) => name);
    expect(of()).toEqual(['wide', 'two']);
    expect(of({ layout: 'two', program: 'cg', class: 'B', launcher: 'mpi', workload: 'cg.B' })).toEqual([
      'wide',
    ]);
    expect(of({ layout: 'two', program: 'ft' })).toEqual(['wide', 'two']);
    expect(of({ class: 'B' })).toEqual([]);
  });

  it('leaves a cell in whose other factors have more levels', () => {
    const exclude = [{ layout: 'two', 'host.thp': 'never' }];
    expect(isRunIn({ ...one, exclude }, workload(), 'two')).toBe(true);
  });

  it('speaks of the native machine as of a layout', () => {
    const exclude = [{ layout: 'native' }];
    expect(isRunIn({ ...one, exclude }, workload(), 'native')).toBe(false);
  });
});

describe('a factor that makes some cells impossible', () => {
  const check = (layouts: readonly string[], over: object, factors: object): readonly string[] =>
    checkExperimentText(JSON.stringify({ version: 1, layouts, workloads: [npb(over)], factors }), files)
      .map(({ rule }) => rule)
      .filter((rule) => /^NPB0[123]$|^PLAN$/.test(rule));

  it('is no error while other cells of the program can be run', () => {
    expect(check(['whole'], {}, { ranks: [8, 16] })).toEqual([]);
    expect(check(['node', 'whole'], {}, { launcher: ['mpi', 'openmp'] })).toEqual([]);
  });

  it('is one when no cell of a program is left', () => {
    expect(check(['whole'], { programs: ['bt'] }, { ranks: [8, 12] })).toEqual(['NPB01']);
    expect(check(['whole'], { programs: ['bt'] }, { ranks: [8] })).toEqual(['NPB01']);
    expect(check(['node'], { programs: ['cg'] }, { launcher: ['openmp'] })).toEqual(['NPB03']);
  });
});
