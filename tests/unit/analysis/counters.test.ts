import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CellCounters, rememberedCounters } from '../../../src/core/analysis/counters';
import type { Sample } from '../../../src/core/analysis/sample';
import type { Counters, RunState } from '../../../src/core/journal/state';

function of(vm: string | null, counters: Record<string, number>): Counters {
  return { vm, counters };
}

function sample(
  session: string,
  counters: readonly Counters[],
  more: Partial<RunState> = {},
  excluded: readonly string[] = [],
): Sample {
  const collected = { counters, pages: [], techniques: [], traffic: [] };
  const run = { session, layout: 'wide', workload: 'w1', levels: {}, phase: 'warm', collected, ...more };
  return { run, workload: 'stencil', excluded } as unknown as Sample;
}

function told(
  samples: readonly Sample[],
  factors: Record<string, readonly string[]> = {},
): readonly CellCounters[] {
  return rememberedCounters()(samples, factors);
}

/** Name and median of each counter of the cell's VMs. */
function medians(cells: readonly CellCounters[], which: CellCounters['of'] = 'vms'): Record<string, number> {
  const own = cells.find((cell) => cell.of === which)?.counters ?? {};
  return Object.fromEntries(Object.entries(own).map(([name, { median }]) => [name, median]));
}

describe('counters of a cell', () => {
  it('are sums over the VMs, and the host is told apart', () => {
    const counters = [of('vm0', { faults: 3 }), of('vm1', { faults: 4 }), of(null, { swaps: 9 })];
    const cells = told([sample('s1', counters)]);
    expect(cells.map((cell) => cell.of)).toEqual(['vms', 'host']);
    expect(medians(cells)).toEqual({ faults: 7 });
    expect(medians(cells, 'host')).toEqual({ swaps: 9 });
    expect(cells[0]).toMatchObject({ layout: 'wide', setting: '', workload: 'stencil', phase: 'warm' });
  });

  it('are the median over sessions of the median of their runs', () => {
    const values = { s1: [1, 2, 90], s2: [10], s3: [4, 8] };
    const runs = Object.entries(values).flatMap(([session, own]) =>
      own.map((faults) => [session, faults] as const),
    );
    const [cell] = told(runs.map(([session, faults]) => sample(session, [of('vm0', { faults })])));
    expect(cell?.counters['faults']).toEqual({ median: 6, min: 2, max: 10, sessions: 3 });
  });

  it('leave out what one of the VMs has not told, of this run alone', () => {
    const cells = told([
      sample('s1', [of('vm0', { faults: 1, steal: 1 }), of('vm1', { faults: 1 })]),
      sample('s2', [of('vm0', { faults: 3, steal: 2 }), of('vm1', { faults: 3, steal: 5 })]),
    ]);
    expect(medians(cells)).toEqual({ faults: 4, steal: 7 });
    expect(cells[0]?.counters['steal']?.sessions).toBe(1);
  });

  it('are those of runs whose times count', () => {
    const counters = [of('vm0', { faults: 1 })];
    expect(told([sample('s1', counters, {}, ['placement not as declared'])])).toEqual([]);
    expect(told([sample('s1', counters, { phase: 'warmup' })])).toEqual([]);
    expect(told([sample('s1', [])])).toEqual([]);
  });

  it('are told apart by layout, workload, phase and levels', () => {
    const own = (more: Partial<RunState>): Sample => sample('s1', [of('vm0', { faults: 1 })], more);
    const cells = told(
      [
        own({ levels: { 'host.thp': 'always', class: 'S' } }),
        own({ levels: { class: 'S', 'host.thp': 'always' } }),
        own({ levels: { 'host.thp': 'never', class: 'S' } }),
        own({ phase: 'cold' }),
        own({ layout: 'four' }),
        own({ workload: 'w2' }),
      ],
      { 'host.thp': ['always', 'never'], class: ['S'] },
    );
    expect(cells.map(({ setting, phase, layout }) => `${layout} ${setting} ${phase}`)).toEqual([
      'wide host.thp=always warm',
      'wide host.thp=never warm',
      'wide  cold',
      'four  warm',
      'wide  warm',
    ]);
  });
});

it('counters are the same when runs come one by one, and earlier ones stay as they were', () => {
  const counts = fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), fc.nat(99), { noNullPrototype: true });
  const runs = fc.record({
    session: fc.constantFrom('s1', 's2', 's3'),
    phase: fc.constantFrom<'cold' | 'warm'>('cold', 'warm'),
    counters: fc.array(fc.record({ vm: fc.constantFrom('vm0', 'vm1', null), counters: counts }), {
      maxLength: 3,
    }),
  });
  fc.assert(
    fc.property(fc.array(runs, { maxLength: 12 }), (list) => {
      const samples = list.map(({ session, phase, counters }) => sample(session, counters, { phase }));
      const remembered = rememberedCounters();
      const kept: (readonly [readonly CellCounters[], readonly CellCounters[]])[] = [];
      for (let end = 0; end <= samples.length; end += 1) {
        const now = remembered(samples.slice(0, end), {});
        expect(now).toEqual(told(samples.slice(0, end)));
        kept.push([now, structuredClone(now)]);
      }
      for (const [before, copy] of kept) expect(before).toEqual(copy);
    }),
    { seed: 7 },
  );
});
