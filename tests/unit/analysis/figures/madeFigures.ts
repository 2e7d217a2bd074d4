import type { Chart, Figure, Link, Mark } from '../../../../src/core/analysis/figures/figure';

export function made(chart: Chart, more: Partial<Figure> = {}): Figure {
  return {
    kind: 'made',
    title: 'Slowdown against native',
    note: '5 of 5 blocks',
    legend: "bars: 95 % interval of the slowdown, Student's on log ratios, n = 5 blocks",
    chart,
    table: { head: ['layout', 'bt.B'], rows: [{ cells: ['wide, warm', '+39.2 %'], link: null }] },
    ...more,
  };
}

export const link: Link = { layout: 'wide', setting: '', workload: 'bt.B', phase: 'warm' };

export function mark(value: number, half = 0): Mark {
  const interval = half === 0 ? null : ([value - half, value + half] as const);
  return { value, interval, text: `wide, bt.B: ${value} %`, link };
}

export const bars: Chart = {
  type: 'bars',
  unit: '%',
  labels: ['bt.B', 'cg.B', 'ep.B', 'mean'],
  series: [
    { name: 'wide, warm', colour: 0, marks: [mark(39.25, 6), mark(82, 3), mark(1.5, 1), mark(40.9)] },
    { name: 'four, warm', colour: 1, marks: [mark(3, 2), mark(-4.5, 2), null, mark(-0.75)] },
    { name: 'sixteen, warm', colour: 2, marks: [mark(12), mark(14, 4), mark(2, 1), mark(9)] },
  ],
  lines: [
    { value: 0, label: 'native', source: 'baseline' },
    { value: 39, label: 'N4 one VM, warm', source: 'paper' },
    { value: 40, label: 'N2 average', source: 'paper' },
  ],
};

const at = (x: number, value: number): Mark & { readonly x: number } => ({ ...mark(value, 0.2), x });

export const points: Chart = {
  type: 'points',
  x: { title: 'sequence', unit: '' },
  y: { title: 'time', unit: 's' },
  series: [
    { name: 'native', colour: 0, joined: true, points: [at(1, 10.1), at(4, 10.3), at(8, 10.2)] },
    { name: 'wide', colour: 1, joined: true, points: [at(2, 13.9), at(5, 14.25), at(7, 13.4)] },
  ],
  bands: [
    { from: 0, to: 3, label: 'block 1' },
    { from: 3, to: 6, label: 'block 2' },
    { from: 6, to: 9, label: 'block 3' },
  ],
  boxes: [],
  lines: [],
};

export const distribution: Chart = {
  ...points,
  x: { title: 'layout', unit: '', ticks: ['native', 'wide, host.thp=never'] },
  series: [{ name: '', colour: 0, joined: false, points: [at(0, 10.1), at(0, 10.4), at(1, 13.9)] }],
  bands: [],
  boxes: [
    { x: 0, colour: 0, low: 9.5, quartiles: [10, 10.25, 10.5], high: 11 },
    { x: 1, colour: 1, low: 12.5, quartiles: [13, 13.75, 14], high: 15 },
  ],
};

/** Of two programs, of which the second has no part of the middle. */
export const stack: Chart = {
  type: 'bars',
  unit: 'share',
  title: 'guest memory that ranks use',
  stacked: true,
  labels: ['bt.B, cold', 'bt.B, warm'],
  series: [
    { name: 'local', colour: 0, marks: [mark(70.25), mark(40)] },
    { name: 'remote', colour: 1, marks: [mark(20), null] },
    { name: 'unmapped', colour: 2, marks: [mark(9.75), mark(60)] },
  ],
  lines: [],
};

export const moments: Chart = {
  ...points,
  moments: [
    { x: 2.5, label: 'reclaim' },
    { x: 5.5, label: 'migrate' },
  ],
};

export const matrix: Chart = {
  type: 'matrix',
  rows: ['wide', 'four'],
  columns: ['native', 'wide'],
  cells: [
    [{ text: '+39.2 % (+30.1 to +48.9), p = 0.031', tone: 'worse', link }, null],
    [
      { text: '+1.1 % (-0.9 to +3.2)', tone: 'equivalent', link },
      { text: '-27.4 % (-33.0 to -21.2), p = 0.031', tone: 'better', link },
    ],
  ],
};
