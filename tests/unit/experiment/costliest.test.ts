import { describe, expect, it } from 'vitest';
import type { Experiment } from '../../../src/core/experiment/experiment';
import { costliestFactor } from '../../../src/core/experiment/costliest';
import { experiment, layoutOf, level, workload } from '../check/builders';

const two = level(layoutOf('two', 8, 8));
const one = level(layoutOf('one', 16), 1);
const ft = workload({ id: 'w2', title: 'ft.B', program: 'ft' });

function costliest(changes: Partial<Experiment>): object | null {
  const most = costliestFactor(
    experiment({ layouts: [two], workloads: [workload()], phases: ['warm'], warmRuns: 2, ...changes }),
  );
  if (most === null) return null;
  const { factor, block, without } = most;
  return { factor, boots: [without.boots, block.boots], runs: [without.runs, block.runs] };
}

describe('what costs most', () => {
  it.each<[string, Partial<Experiment>, object | null]>([
    ['nothing', {}, null],
    ['the layouts', { layouts: [two, one] }, { factor: 'layout', boots: [2, 3], runs: [6, 9] }],
    [
      'the cold phase',
      { workloads: [workload(), ft], phases: ['cold', 'warm'] },
      { factor: 'phase', boots: [2, 4], runs: [12, 12] },
    ],
    ['the cold phase of one program', { phases: ['cold', 'warm'] }, null],
    [
      'of two factors the one with more levels',
      { factors: { 'guest.thp': ['always', 'never'], nic: ['e1000', 'virtio', 'rtl8139'] } },
      { factor: 'nic', boots: [4, 12], runs: [9, 21] },
    ],
    [
      'runs, where it boots nothing',
      {
        factors: { 'env.A': ['1', '2'] },
        workloads: ['1', '2'].map((a) => workload({ id: `w${a}`, levels: { 'env.A': a } })),
      },
      { factor: 'env.A', boots: [2, 2], runs: [6, 12] },
    ],
  ])('is %s', (_name, changes, expected) => {
    expect(costliest(changes)).toEqual(expected);
  });

  it('is found behind many factors of fewer levels', () => {
    const many = Array.from({ length: 20 }, (_, index) => [`env.A${index}`, ['1', '2']] as const);
    const factors = { ...Object.fromEntries(many), 'guest.thp': ['always', 'madvise', 'never'] };
    expect(costliest({ factors })).toMatchObject({ factor: 'guest.thp' });
  });
});
