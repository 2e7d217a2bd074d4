import type {
  BarChart,
  Figure,
  FigureTable,
  Link,
  Mark,
  MatrixChart,
  PointChart,
} from '../../src/core/analysis/figures/figure';
import { heldAgainst } from '../../src/core/analysis/against';
import type { CellResult, Results } from '../../src/core/analysis/results';
import type { AgainstView } from '../../src/protocol/results';
import { attempt, took, type Done } from '../unit/analysis/attempt';

/** Two blocks of two programs: `wide` costs, `four` gains a little, a run of it was found elsewhere. */
export function handResults(blocks: 1 | 2 = 2): Results {
  const own = blocks === 1 ? ['s1', 's2', 's3'] : ['s1', 's2', 's3', 's4', 's5', 's6'];
  const seconds = [10, 15, 9.8, 10.2, 15.6, 9.7];
  const done = own.flatMap((session, at): Done[] =>
    (['w1', 'w2'] as const).flatMap((workload, second) => {
      const base = (seconds[at] ?? 1) * (second + 1);
      return [
        took(session, base * 1.08, { workload, phase: 'cold' }),
        took(session, base, { workload, phase: 'warm' }),
      ];
    }),
  );
  const vcpu = { kind: 'vcpu', vm: 'vm0', index: 0, declared: '3', found: '3', ok: true };
  const misplaced = took('s2', 3, { placements: [vcpu, { ...vcpu, index: 1, found: '7', ok: false }] });
  return { ...attempt([...done, misplaced], [0, 1].slice(0, blocks)).results, origin: 'rehearsed' };
}

/** The same against an attempt before it, in which `wide` cost less and sort had not run in four VMs. */
export function handAgainst(changes: Partial<Results> = {}): AgainstView {
  const now = handResults();
  const before = now.cells.map((cell): CellResult => {
    const { layout, workload, times, medianSeconds, medianInterval } = cell;
    if (layout === 'four' && workload === 'sort') return { ...cell, times: [], medianSeconds: null };
    const faster = layout === 'wide' ? 0.8 : 1.01;
    return {
      ...cell,
      times: times.map((time) => ({ ...time, seconds: time.seconds * faster })),
      medianSeconds: medianSeconds === null ? null : medianSeconds * faster,
      medianInterval:
        medianInterval === null ? null : [medianInterval[0] * faster, medianInterval[1] * faster],
    };
  });
  const other = { ...now, attempt: 'a0', cells: before, ...changes };
  return {
    ...{ kind: 'held', title: 'first-cut.vmexperiment.json', label: 'attempt a' },
    against: heldAgainst(now, other),
    differences: [
      {
        what: 'The kernel is 6.1.0-28-amd64, and was 6.1.0-25-amd64.',
        means: 'Runs before and after it ran under different kernels: do not compare them.',
      },
      {
        what: 'The layout wide is another cut than before.',
        means: 'Its rows compare two cuts of one name: look at both pictures.',
      },
    ],
  };
}

/** The same beside a prediction: pages and bytes are compared, times are not. */
export function handPrediction(): AgainstView {
  const counted = (local: number, networkBytes: number): Partial<Results> => {
    const { cells } = handResults();
    const onNodes = { 0: local, 1: 100 - local };
    const use = { local, remoteSingle: 100 - local, remoteMultiple: 0, unmapped: 0, onNodes };
    const wide = cells.filter(({ layout }) => layout === 'wide');
    return {
      cells: cells.map((cell) => ({
        ...cell,
        traffic: cell.layout === 'four' ? { networkBytes, regionBytes: null, sessions: 2 } : null,
      })),
      pages: wide.map((cell) => ({ ...cell, use, remoteRange: null, sessions: 2, runs: 2 })),
    };
  };
  const found = { ...handResults(), ...counted(30, 4e6) };
  const predicted = { ...found, ...counted(24, 3e6), origin: 'predicted', attempt: 'a0' } as const;
  return {
    ...{ kind: 'held', title: 'first-cut.vmexperiment.json', label: 'attempt a', differences: [] },
    against: heldAgainst(found, predicted),
  };
}

export function linkTo(layout: string, workload: string, phase: Link['phase'], session?: string): Link {
  const place = { layout, setting: '', workload, phase };
  return session === undefined ? place : { ...place, session };
}

const programs = ['stencil', 'sort'] as const;
const kinds = [
  ['wide', 'cold'],
  ['wide', 'warm'],
  ['four', 'cold'],
  ['four', 'warm'],
] as const;

/** A bar of each layout and phase for each program, native as the line, a number of the paper beside it. */
export function barFigure(results: Results, paper = false): Figure {
  const find = (layout: string, workload: string, phase: string) =>
    results.cells.find((one) => one.layout === layout && one.workload === workload && one.phase === phase);
  const chart: BarChart = {
    ...{ type: 'bars', unit: '%', labels: programs },
    series: kinds.map(([layout, phase], colour) => ({
      ...{ name: `${layout}, ${phase}`, colour },
      marks: programs.map((workload): Mark | null => {
        const cell = find(layout, workload, phase);
        if (cell?.slowdown == null) return null;
        const value = cell.slowdown * 100;
        const [low, high] = cell.slowdownInterval ?? [0, 0];
        return {
          value,
          interval: cell.slowdownInterval === null ? null : [low * 100, high * 100],
          text: `${layout}, ${phase}, ${workload}: ${value.toFixed(1)} %`,
          link: linkTo(layout, workload, phase),
        };
      }),
    })),
    lines: [
      { value: 0, label: 'native', source: 'baseline' },
      ...(paper
        ? ([
            { value: 39, label: 'one VM, warm, class B (N4)', source: 'paper' },
            { value: 3, label: 'one VM a socket, class B (N4)', source: 'paper' },
          ] as const)
        : []),
    ],
  };
  return figure('layouts', 'Slowdown against native', chart, {
    head: ['layout, phase', 'program', 'slowdown'],
    rows: kinds.flatMap(([layout, phase]) =>
      programs.map((workload) => ({
        cells: [
          `${layout}, ${phase}`,
          workload,
          `${((find(layout, workload, phase)?.slowdown ?? 0) * 100).toFixed(1)} %`,
        ],
        link: linkTo(layout, workload, phase),
      })),
    ),
  });
}

/** Times over the order in which they were taken, blocks as bands, with a box of all. */
export function pointFigure(results: Results): Figure {
  const layouts = ['native', 'wide', 'four'];
  const times = layouts.map(
    (layout) =>
      results.cells.find((one) => one.layout === layout && one.workload === 'stencil' && one.phase === 'warm')
        ?.times ?? [],
  );
  const chart: PointChart = {
    type: 'points',
    x: { title: 'session', unit: '' },
    y: { title: 'seconds', unit: 's' },
    series: layouts.map((layout, colour) => ({
      ...{ name: layout, colour, joined: colour === 0 },
      points: (times[colour] ?? []).map(({ session, block, seconds }) => ({
        ...{ x: block * 3 + colour + 1, value: seconds, interval: [seconds * 0.95, seconds * 1.04] as const },
        text: `${layout}, ${session}: ${seconds.toFixed(2)} s`,
        link: linkTo(layout, 'stencil', 'warm', session),
      })),
    })),
    bands: [0, 1].map((block) => ({
      from: block * 3 + 0.5,
      to: block * 3 + 3.5,
      label: `block ${String(block + 1)}`,
    })),
    boxes: [{ x: 7.5, colour: 1, low: 9.5, quartiles: [9.9, 10.1, 15], high: 15.6 }],
    lines: [{ value: 12, label: 'forced reclaim (N16)', source: 'paper' }],
  };
  return figure('order', 'Times in their order', chart, {
    head: ['session', 'layout', 'seconds'],
    rows: chart.series.flatMap(({ name, points }) =>
      points.map(({ link, value }) => ({
        cells: [link?.session ?? '', name, value.toFixed(2)],
        link,
      })),
    ),
  });
}

export function matrixFigure(): Figure {
  const names = ['native', 'wide', 'four'];
  const link = (layout: string): Link => linkTo(layout, 'stencil', 'warm');
  const chart: MatrixChart = {
    ...{ type: 'matrix', rows: names, columns: names },
    cells: [
      [
        null,
        { text: '-33.5 %', tone: 'better', link: link('native') },
        { text: '+3.6 %', tone: 'equivalent', link: link('native') },
      ],
      [
        { text: '+51.5 %', tone: 'worse', link: link('wide') },
        null,
        { text: '+56.9 %', tone: 'undecided', link: link('wide') },
      ],
      [
        { text: '-3.5 %', tone: 'equivalent', link: link('four') },
        { text: '-36.3 %', tone: 'better', link: null },
        null,
      ],
    ],
  };
  return figure('matrix', 'Layouts against each other', chart, {
    head: ['row', 'column', 'ratio', 'verdict'],
    rows: [
      { cells: ['wide', 'native', '+51.5 %', 'worse'], link: link('wide') },
      { cells: ['four', 'native', '-3.5 %', 'equivalent'], link: link('four') },
    ],
  });
}

function figure(kind: string, title: string, chart: Figure['chart'], table: FigureTable): Figure {
  return {
    ...{ kind, title, chart, table },
    note: '2 of 5 blocks, no inference; rehearsed: times mean nothing',
    legend: 'error bars: 95 % interval of the slowdown, Student’s on log ratios, n = 2 blocks',
  };
}
