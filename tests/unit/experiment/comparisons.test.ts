import { describe, expect, it } from 'vitest';
import { baselineLayout, comparisonsOf } from '../../../src/core/experiment/comparisons';
import { experimentFromDocument } from '../../../src/core/experiment/fromDocument';
import { scheduleOf, type Schedule } from '../../../src/core/experiment/schedule';
import type { ExperimentDocument } from '../../../src/core/schema/generated/vmexperiment.types';
import { experiment, layout, vm } from '../../support/experiments';

const layouts = ['two', 'one'].map((name, index) => ({
  name,
  layout: layout(name, [vm('vm0', [0, 1])]),
  path: ['layouts', index],
}));

function schedule(more: object): Schedule {
  const workloads = [{ suite: 'command', name: 'w', launcher: 'plain', command: ['/bin/true'] }];
  const document = { version: 1, layouts: ['two', 'one'], workloads, replicates: 2, order: 'fixed', ...more };
  return scheduleOf(experimentFromDocument(document as ExperimentDocument, layouts, 'x').experiment);
}

/** Pairs as `layout levels phase : layout levels phase`, from the first run of each cell. */
function pairsIn(made: Schedule, baseline: string): readonly string[] {
  const { pairs, runs } = comparisonsOf(made, baseline);
  const names = new Map<number, string>();
  for (const { layout: name, levels, runs: planned } of made.sessions) {
    for (const { id, workload, phase } of planned) {
      const cell = runs.find(({ run }) => run === id)?.cell ?? -1;
      const words = [name, workload, ...Object.values(levels), phase].join(' ');
      if (!names.has(cell)) names.set(cell, words);
    }
  }
  return pairs.map(({ cell, baseline: other }) => `${names.get(cell)} : ${names.get(other)}`).sort();
}

describe('what is compared', () => {
  it('is every layout with native, phase by phase, and every run has its place', () => {
    const made = schedule({});
    expect(pairsIn(made, 'native')).toEqual([
      ...['one w1 cold : native w1 cold', 'one w1 warm : native w1 warm'],
      ...['two w1 cold : native w1 cold', 'two w1 warm : native w1 warm'],
    ]);
    const { runs } = comparisonsOf(made, 'native');
    expect(runs.map(({ run }) => run)).toEqual(made.sessions.flatMap((one) => one.runs.map(({ id }) => id)));
    expect(new Set(runs.map(({ cell }) => cell)).size).toBe(6);
    expect(runs.filter(({ cell }) => cell === 0).map(({ block }) => block)).toEqual([0, 1]);
  });

  it('is the same setting of the host, whatever the guests have', () => {
    const made = schedule({
      factors: { 'host.thp': ['always', 'never'], 'guest.thp': ['never'], 'env.X': ['1', '2'] },
      phases: ['cold'],
      exclude: [{ layout: 'one' }],
    });
    expect(pairsIn(made, 'native')).toEqual([
      ...[
        'two w1 always never cold : native w1 always cold',
        'two w1 never never cold : native w1 never cold',
      ],
      ...[
        'two w2 always never cold : native w2 always cold',
        'two w2 never never cold : native w2 never cold',
      ],
    ]);
  });

  it('is the first layout where no native runs are', () => {
    const made = schedule({ baseline: 'none', phases: ['warm'], factors: { nic: ['virtio', 'e1000'] } });
    expect(baselineLayout(false, ['two', 'one'])).toBe('two');
    expect(pairsIn(made, 'two')).toEqual([
      'one w1 e1000 warm : two w1 e1000 warm',
      'one w1 virtio warm : two w1 virtio warm',
    ]);
    // Warm-ups are in no cell.
    expect(comparisonsOf(made, 'two').runs.filter(({ cell }) => cell === null)).toHaveLength(8);
  });

  it('is nothing for a cell without its baseline', () => {
    expect(comparisonsOf(scheduleOf(experiment({ native: false })), 'two').pairs).toEqual([]);
  });
});
