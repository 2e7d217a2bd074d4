import { describe, expect, it } from 'vitest';
import { drawn, LAYOUTS, made, pointsOf, program, type SecondsOf, whyNot } from './made';

const TWO = [program('w1', 'stencil'), program('w2', 'sort')];
const cost: Readonly<Record<string, number>> = { native: 1, wide: 1.5, half: 1.2, four: 1.05 };
const plain: SecondsOf = ({ layout, workload, block }) =>
  (workload === 'sort' ? 4 : 10) * (cost[layout] ?? 1) * (1 + block / 10);

describe('slowdown against sockets', () => {
  const results = made(plain, { phases: ['cold'] });

  it('stands at the packages of the widest VM, joined in their order', () => {
    const { series, x, y } = pointsOf(drawn('sockets', results));
    expect([x.ticks, y.unit]).toEqual([['1', '2', '3', '4'], '%']);
    expect(series).toHaveLength(1);
    expect(series[0]?.joined).toBe(true);
    expect(
      series[0]?.points.map(({ x: at, value, link }) => [x.ticks?.[at], value.toFixed(1), link?.layout]),
    ).toEqual([
      ['1', '5.0', 'four'],
      ['2', '20.0', 'half'],
      ['4', '50.0', 'wide'],
    ]);
  });

  it('has a line for each program and mean, and the sockets first in its table', () => {
    const figure = drawn('sockets', made(plain, { phases: ['cold'], workloads: TWO }));
    const { series } = pointsOf(figure);
    expect(series.map(({ name, colour }) => [name, colour])).toEqual([
      ['stencil', 0],
      ['sort', 1],
      ['mean', 2],
      ['geometric mean', 3],
    ]);
    const [first] = series.map(({ points }) => points.map(({ x }) => x));
    const beside = series.map(({ points }) => points.map(({ x }, at) => x - (first?.[at] ?? NaN)));
    expect(beside.every((own, place) => own.every((by) => by >= place * 0.09 && by < 0.5))).toBe(true);
    expect(figure.table.head.slice(0, 3)).toEqual(['sockets', 'layout', 'workload']);
    expect(figure.table.rows[0]?.cells.slice(0, 4)).toEqual(['1', 'four', 'stencil', '+5.0 %']);
  });

  it('joins nothing where two layouts span as many', () => {
    const again = LAYOUTS.map(({ layout, path }, at) => ({ name: `l${at}`, layout, path }));
    const { series } = pointsOf(drawn('sockets', made(plain, { layouts: [...LAYOUTS, ...again] })));
    expect(series.map(({ joined, points }) => [joined, points.length])).toEqual([
      [false, 6],
      [false, 6],
    ]);
  });

  it('has one line where a factor follows from the layout, and names its level beside each point', () => {
    const nicOf: Readonly<Record<string, string>> = { four: 'virtio', half: 'e1000', wide: 'rtl8139' };
    const all = made(plain, { phases: ['cold'], factors: { nic: Object.values(nicOf) } });
    const cells = all.cells.filter(({ layout, levels }) => levels['nic'] === nicOf[layout]);
    const figure = drawn('sockets', { ...all, cells });
    const { series } = pointsOf(figure);
    expect(series.map(({ joined, points }) => [joined, points.map(({ x }) => x)])).toEqual([
      [true, [0, 1, 3]],
    ]);
    expect(series[0]?.points[1]?.text).toMatch(/^half, nic=e1000.*: \+20\.0 %/);
    expect(figure.table.head.slice(0, 3)).toEqual(['sockets', 'layout', 'nic']);
    // Two levels of a layout are two lines.
    expect(pointsOf(drawn('sockets', all)).series).toHaveLength(3);
  });

  it('shows what the paper states of its figure 2', () => {
    const { lines } = pointsOf(drawn('sockets', results, { paper: true }));
    expect(lines.map(({ value }) => value)).toEqual([0, 5, 10, 40, 82]);
    expect(lines[3]?.label).toBe('the paper: four sockets, AMD 4x4, MPI, mean, about (figure 2, section V)');
  });

  it('is not drawn where the plan does not tell, where all span as many, and without a baseline', () => {
    expect(whyNot('sockets', { ...results, layouts: [] })).toContain('does not tell how many sockets');
    expect(whyNot('sockets', results, { shown: { layout: ['wide'] } })).toContain(
      'same number of sockets, 4',
    );
    expect(whyNot('sockets', made(plain, { native: false }))).toContain('no native run');
  });

  it('names layouts of which it is not known', () => {
    const figure = drawn('sockets', { ...results, layouts: results.layouts.slice(1) });
    expect(figure.legend).toContain('how far their VMs reach: wide');
  });
});

describe('the order of the sessions', () => {
  it('is that in which they began, each against the median of its cell, blocks shaded', () => {
    const figure = drawn('order', made(plain, { phases: ['cold'] }));
    const { series, bands, y } = pointsOf(figure);
    expect(series.map(({ name, colour }) => [name, colour])).toEqual([
      ['native', 3],
      ['wide', 0],
      ['half', 1],
      ['four', 2],
    ]);
    // Blocks take 1, 1.1 and 1.2 times as long.
    expect(series[1]?.points.map(({ x, value }) => [x, value.toFixed(2)])).toEqual([
      [2, '-9.09'],
      [6, '0.00'],
      [10, '9.09'],
    ]);
    expect([y.unit, bands]).toEqual([
      '%',
      [
        { from: 0.5, to: 4.5, label: 'block 1' },
        { from: 4.5, to: 8.5, label: 'block 2' },
        { from: 8.5, to: 12.5, label: 'block 3' },
      ],
    ]);
    expect(series[1]?.points[0]).toMatchObject({
      text: 'wide, stencil, cold, session s0002, block 1: -9.1 % (15.00 s)',
      link: { layout: 'wide', session: 's0002' },
    });
    expect(figure.legend).toContain('times change by +');
    // Within blocks each layout takes the same: nothing varies that could follow their order.
    expect(figure.legend).not.toContain('within blocks (');
  });

  it('is in seconds where one cell alone is shown', () => {
    const shown = { layout: ['wide'], phase: ['cold'] };
    const { series, y } = pointsOf(drawn('order', made(plain), { shown }));
    expect(y).toEqual({ title: 'seconds', unit: 's' });
    expect(series.map(({ points }) => points.map(({ value }) => value.toFixed(2)))).toEqual([
      ['15.00', '16.50', '18.00'],
    ]);
  });

  it('marks outliers, and keeps them', () => {
    const results = made(({ layout, block }) => (layout === 'wide' && block === 4 ? 90 : 10 + block / 10), {
      replicates: 7,
      phases: ['cold'],
    });
    const figure = drawn('order', results);
    const { series } = pointsOf(figure);
    expect(series.at(-1)).toMatchObject({ name: 'wide, outliers', colour: 0, pattern: 1 });
    expect(series.at(-1)?.points[0]?.text).toMatch(/, outlier$/);
    expect(figure.legend).toContain('1 outlier, marked, and kept in all numbers');
  });

  it('waits for a second block, unless one cell is shown', () => {
    const first = made(plain, {}, { blocks: 1 });
    expect(whyNot('order', first)).toContain('Wait for a second block');
    expect(
      pointsOf(drawn('order', first, { shown: { layout: ['wide'], phase: ['cold'] } })).series,
    ).toHaveLength(1);
  });
});

describe('the distribution', () => {
  const results = made(plain, { workloads: TWO, phases: ['cold'], replicates: 6 });

  it('has a box for each program and layout with the points over it', () => {
    const figure = drawn('distribution', results, { shown: { workload: ['stencil'] } });
    const { boxes, bands, series, x, y } = pointsOf(figure);
    expect(x.ticks).toEqual(['native', 'wide', 'half', 'four']);
    expect(bands).toEqual([]);
    expect(y).toEqual({ title: 'seconds', unit: 's' });
    // 15, 16.5 and so on to 22.5: quartiles by R's quantile().
    expect(boxes[1]).toEqual({ x: 1, colour: 0, quartiles: [16.875, 18.75, 20.625], low: 15, high: 22.5 });
    expect(series.map(({ name, points }) => [name, points.length])).toContainEqual(['wide', 6]);
    for (const { points } of series) {
      for (const point of points) expect(Math.abs(point.x - Math.round(point.x))).toBeLessThan(0.3);
    }
    expect(figure.table.rows[1]?.cells).toEqual([
      ...['wide', '6', '16.88', '18.75', '20.63', '15.00 to 22.50'],
      ...['15.00, 16.50, 18.00, 19.50, 21.00, 22.50', '0'],
    ]);
  });

  it('names a group once, above its boxes, and below each box what else it is', () => {
    const { bands, x } = pointsOf(drawn('distribution', results));
    expect(x.ticks?.slice(0, 5)).toEqual(['native', 'wide', 'half', 'four', 'native']);
    expect(x.title).toBe('layout');
    expect(bands).toEqual([
      { from: -0.5, to: 3.5, label: 'stencil' },
      { from: 3.5, to: 7.5, label: 'sort' },
    ]);
    const byLayout = pointsOf(drawn('distribution', results, { group: 'layout' }));
    expect(byLayout.x.ticks?.slice(0, 3)).toEqual(['stencil', 'sort', 'stencil']);
    expect(byLayout.bands.map(({ label }) => label)).toEqual(['native', 'wide', 'half', 'four']);
  });

  it('says once of what the levels below boxes are', () => {
    const { x } = pointsOf(drawn('distribution', made(plain, { workloads: TWO })));
    expect(x.title).toBe('layout · phase');
    expect(x.ticks?.slice(0, 2)).toEqual(['native · cold', 'native · warm']);
  });

  it('is against the median of native where programs differ', () => {
    const { series, y, lines } = pointsOf(drawn('distribution', results));
    expect(y).toEqual({ title: 'time against the median of native', unit: '%' });
    expect(lines).toHaveLength(1);
    // Native median 12.5 s and 5 s; 15 and 6 s are 20 % more.
    const wide = series.find(({ name }) => name === 'wide')?.points ?? [];
    expect([wide[0]?.value, wide[6]?.value]).toEqual([expect.closeTo(20, 9), expect.closeTo(20, 9)]);
  });

  it('is against the median of its program where there is no native machine', () => {
    const alone = made(plain, { workloads: TWO, phases: ['cold'], native: false });
    const { y, series } = pointsOf(drawn('distribution', alone));
    expect(y.title).toBe('time against the median of its program');
    // Medians of the layouts are 16.5, 13.2 and 11.55 s: 13.2 s is 0 %.
    expect(series.find(({ name }) => name === 'half')?.points[1]?.value).toBeCloseTo(0, 9);
  });

  it('has no box of fewer than five sessions', () => {
    expect(pointsOf(drawn('distribution', made(plain))).boxes).toEqual([]);
  });

  it('is not drawn without a time', () => {
    expect(whyNot('distribution', made(plain, {}, { blocks: 0 }))).toContain('has a time yet');
  });
});
