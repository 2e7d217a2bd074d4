import { describe, expect, it } from 'vitest';
import { figureSvg } from '../../../../src/core/analysis/figures/svg';
import type { Results } from '../../../../src/core/analysis/results';
import { counters } from '../../journal/lines';
import { type AskedRun, barsOf, drawn, LAYOUTS, made, pointsOf, program, whyNot } from './made';
import {
  factorTechnique,
  faultsSaid,
  kindsSaid,
  memoryOf,
  sampledCheaply,
  usual,
  VMS,
} from './madeCollected';

const twoPrograms = [program('w1', 'bt.B'), program('w2', 'is.B')];

function attempt(): Results {
  return made(() => 10, { workloads: twoPrograms, warmRuns: 3, replicates: 2 }, { collected: usual });
}

const TECHNIQUES = ['none', 'reclaim', 'migrate', 'restart'];

function cured(): Results {
  const factors = { technique: TECHNIQUES };
  const wide = LAYOUTS.slice(0, 1);
  const journal = { collected: usual, before: factorTechnique };
  return made(() => 10, { layouts: wide, warmRuns: 4, replicates: 2, factors }, journal);
}

describe('kinds of pages', () => {
  it('are parts of one bar for each cell, cold beside warm, in a group for each program', () => {
    const { labels, series, stacked, unit } = barsOf(drawn('kinds', attempt()));
    expect([stacked, unit]).toEqual([true, 'share']);
    expect(labels.slice(0, 3)).toEqual(['bt.B, wide, cold', 'bt.B, wide, warm', 'bt.B, half, cold']);
    expect(labels).toHaveLength(12);
    expect(series.map(({ name }) => name)).toEqual(['local', 'remote single', 'remote multiple', 'unmapped']);
    labels.forEach((_, at) => {
      const whole = series.reduce((sum, { marks }) => sum + (marks[at]?.value ?? 0), 0);
      expect(whole).toBeCloseTo(100, 9);
    });
    // 180 local, 4 and 14 remote, 30 not there, of 228 MiB.
    expect(series.map(({ marks }) => marks[0]?.value)).toEqual(
      [180, 4, 14, 30].map((part) => expect.closeTo((100 * part) / 228, 9) as number),
    );
  });

  it('are those of all VMs of a run together, mean over sessions, with bytes in the table', () => {
    const results = made(
      () => 10,
      { layouts: LAYOUTS.slice(2), replicates: 2, phases: ['cold'] },
      {
        collected: kindsSaid(({ block }, vm) => ({
          ...{
            local: vm === 'vm0' ? 10 : 30,
            single: block === 0 ? 0 : 20,
            multiple: 0,
            unmapped: 0,
            wrong: 0,
          },
        })),
      },
    );
    const { chart, table } = drawn('kinds', results);
    expect(table.head).toEqual([
      ...['workload', 'local', 'remote single', 'remote multiple', 'unmapped', 'used, MiB'],
      ...['local, MiB', 'remote single, MiB', 'remote multiple, MiB', 'unmapped, MiB'],
      ...['remote, by session', 'on node 0, MiB', 'on node 1, MiB', 'sessions', 'runs left out'],
    ]);
    // 100 MiB local in four VMs; 0 and 80 remote in the two sessions.
    expect(table.rows.map(({ cells }) => cells)).toEqual([
      [
        ...['stencil', '71.4 %', '28.6 %', '0.0 %', '0.0 %', '140.0'],
        ...['100.0', '40.0', '0.0', '0.0', '0.0 % to 44.4 %', '100.0', '40.0', '2', '0'],
      ],
    ]);
    expect(barsOf({ chart } as never).series[1]?.marks[0]?.text).toBe(
      'stencil: remote single 28.6 % (40.0 of 140.0 MiB), 2 sessions',
    );
    // The same memory by node.
    const byNode = drawn('nodes', results);
    expect(byNode.table.rows.map(({ cells }) => cells)).toEqual([
      ['stencil', '71.4 %', '28.6 %', '0.0 %', '140.0', '100.0', '40.0', '0.0', '2', '0'],
    ]);
    expect(barsOf(byNode).series.map(({ name }) => name)).toEqual(['node 0', 'node 1', 'unmapped']);
  });

  it('are of runs that count alone, and of what is shown', () => {
    const failing = made(
      ({ phase, block }) => (phase === 'warm' && block === 0 ? null : 10),
      { replicates: 2 },
      { collected: usual },
    );
    const { table } = drawn('kinds', failing, { shown: { layout: ['wide'], phase: ['warm'] } });
    expect(table.rows.map(({ cells }) => cells.slice(-2))).toEqual([['1', '1: 1 failed with exit code 1']]);
    expect(whyNot('kinds', failing, { shown: { layout: ['native'] } })).toContain('"pageKinds"');
  });
});

describe('page faults', () => {
  it('are those of all VMs, in guests and of their vCPUs, cold beside warm', () => {
    const countOf = ({ phase }: AskedRun, most: number): number => (phase === 'cold' ? most : most / 1000);
    const results = made(
      () => 10,
      { layouts: LAYOUTS.slice(2), replicates: 2, warmRuns: 1 },
      { collected: (run) => faultsSaid(run, (most) => countOf(run, most)) },
    );
    const { chart, table } = drawn('faults', results);
    const { labels, series } = barsOf({ chart } as never);
    expect(labels).toEqual(['cold', 'warm']);
    expect(series.map(({ name, marks }) => [name, ...marks.map((mark) => mark?.value)])).toEqual([
      ['in the guests', 8e6, 8000],
      ['of vCPUs on the host', 4_000_400, expect.closeTo(4000.4, 6)],
    ]);
    expect(table.rows.map(({ cells }) => cells)).toEqual([
      ['cold', '8000000', '4000000', '4000400', '50.0', '-', '2', '0'],
      ['warm', '8000', '4000', '4000', '50.0', '-', '2', '0'],
    ]);
  });

  it('have those in KVM beside them where it was asked', () => {
    const told = { guestFaults: 1000, vcpuMinorFaults: 400, kvmRamFaults: 420 };
    const collected = ({ session, run }: AskedRun) => [counters(session, run, told)];
    const figure = drawn(
      'faults',
      made(() => 10, {}, { collected }),
    );
    const kvm = barsOf(figure).series.find(({ name }) => name === 'in KVM, on RAM');
    expect(kvm?.marks[0]?.value).toBe(420);
    expect(figure.table.head).toContain('in KVM, on RAM');
    expect(figure.legend).toContain('kvmRamFaults');
  });

  it('are not drawn where one side of them is not told', () => {
    const collected = ({ session, run }: AskedRun) => [counters(session, run, { guestFaults: 5 })];
    expect(
      whyNot(
        'faults',
        made(() => 10, {}, { collected }),
      ),
    ).toContain('"faults"');
  });
});

describe('the leak', () => {
  it('goes from run to run of a session, a line for each layout and program', () => {
    const { series, x, y } = pointsOf(drawn('leak', attempt()));
    expect([x.ticks, y.unit]).toEqual([['1', '2', '3', '4'], 'share']);
    expect(series.map(({ name }) => name)).toEqual([
      ...['wide, bt.B', 'wide, is.B', 'half, bt.B', 'half, is.B', 'four, bt.B', 'four, is.B'],
    ]);
    expect(series[0]?.joined).toBe(true);
    const values = series[0]?.points.map(({ x: at, value }) => [at, value]) ?? [];
    const used = (wrong: number): number =>
      180 - wrong + 4 + wrong * 0.1 + 14 + wrong * 0.9 + (wrong === 0 ? 30 : 2);
    expect(values).toEqual(
      [0, 12, 24, 36].map((wrong, at) => [at, expect.closeTo((100 * wrong) / used(wrong), 9) as number]),
    );
  });

  it('has a line where techniques acted, and falls with them', () => {
    const { chart, table } = drawn('leak', cured());
    if (chart.type !== 'points') throw new Error('points');
    expect(chart.series.map(({ name }) => name)).toEqual(TECHNIQUES.map((level) => `technique=${level}`));
    const label = 'reclaim, migrate, restart';
    expect(chart.moments).toEqual([0.5, 1.5, 2.5, 3.5].map((x) => ({ x, label })));
    const last = chart.series.map(({ points }) => points.at(-1)?.value ?? NaN);
    expect([...last].sort((a, b) => b - a)).toEqual([0, 2, 1, 3].map((at) => last[at]));
    expect(last[3]).toBe(0);
    const after = table.head.indexOf('after');
    expect(new Set(table.rows.map(({ cells }) => cells[after]))).toEqual(
      new Set(['-', ...TECHNIQUES.slice(1)]),
    );
  });

  it('is not drawn of first runs, which inherit nothing', () => {
    const cold = { shown: { phase: ['cold'] } };
    expect(whyNot('leak', attempt(), cold)).toContain('"phases"');
  });
});

describe('techniques', () => {
  it('stand with the memory before and after them, and say how often they were complete', () => {
    const { chart, table } = drawn('techniques', cured());
    const { labels, series } = barsOf({ chart } as never);
    expect(labels).toEqual([
      ...['reclaim, wide, vm0, before', 'reclaim, wide, vm0, after', 'migrate, wide, vm0, before'],
      ...['migrate, wide, vm0, after', 'restart, wide, vm0, before', 'restart, wide, vm0, after'],
    ]);
    expect(series.map(({ name, marks }) => [name, ...marks.map((mark) => mark?.value)])).toEqual([
      ['node 0', 130, 8, 130, 180, 130, 0],
      ['node 1', 70, 0, 70, 20, 70, 0],
    ]);
    // Before four of five runs, in two sessions.
    expect(table.rows[0]?.cells.slice(0, 8)).toEqual([
      'reclaim',
      'wide',
      'vm0',
      '8',
      '8',
      '1.500',
      '200.0',
      '8.0',
    ]);
    expect(whyNot('techniques', attempt())).toContain('"techniques"');
  });

  it('are those of the sessions that are shown', () => {
    const view = { shown: { technique: ['migrate', 'none'] } };
    expect(barsOf(drawn('techniques', cured(), view)).labels).toEqual([
      ...['migrate, wide, vm0, before', 'migrate, wide, vm0, after'],
    ]);
  });
});

describe('memory over time', () => {
  const [wide, four] = [VMS.get('wide') ?? [], VMS.get('four') ?? []];
  const sampled = (): Results =>
    made(
      () => 10,
      { warmRuns: 2, replicates: 1, layouts: [LAYOUTS[0], LAYOUTS[2]].flatMap((one) => one ?? []) },
      {
        ...{ collected: usual, sampled: sampledCheaply },
        sessionMemory: [memoryOf('s0002', wide, 1000, 50), memoryOf('s0003', four, 1000, 3000)],
      },
    );

  it('has a line for each VM and node, thinned, with what it thinned told', () => {
    const figure = drawn('locality', sampled());
    const { series, bands, x } = pointsOf(figure);
    expect(x.unit).toBe('s');
    // Two more lines than can be told apart: the newest session alone, with its runs.
    expect(series).toHaveLength(8);
    expect(series.map(({ name }) => name).slice(0, 3)).toEqual([
      ...['four, vm0: node 0', 'four, vm0: node 1', 'four, vm1: node 1'],
    ]);
    expect(bands.length).toBeGreaterThan(0);
    expect(figure.legend).toContain('1 more not drawn together with it');
    const points = series.reduce((sum, one) => sum + one.points.length, 0);
    expect(points).toBeLessThanOrEqual(2000);
    expect(figure.legend).toContain(`${points} of 24000 points are drawn`);
    expect(figure.table.rows).toHaveLength(points);
  });

  it('of one layout shows its runs', () => {
    const figure = drawn('locality', sampled(), { shown: { layout: ['wide'] } });
    expect(figure.title).toBe('Guest memory by node over time: wide');
    const { bands, series } = pointsOf(figure);
    expect(bands.map(({ label }) => label)).toEqual(['stencil, cold', 'stencil, warm', 'stencil, warm']);
    expect(bands.every(({ from, to }) => to - from === 2)).toBe(true);
    expect(series[0]?.points[10]).toMatchObject({ x: 10, value: 100 });
    expect(figureSvg(figure)).toContain('vm0: node 0');
  });

  it('is not drawn where no samples are here', () => {
    expect(whyNot('locality', attempt())).toContain('"numaStat"');
  });
});
