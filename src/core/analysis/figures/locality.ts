import { type CellResult, placeText, type Results } from '../results';
import type { Timeline, TimelineLine } from '../timelines';
import type { Figure, FigureKind, FigureTable, PointChart } from './figure';
import { mebibytes, mebibytesText } from './mebibytes';
import { nodesOf, patternsOf } from './nodeLines';
import { cellsShown, nothingShown, sessionsShown } from './shown';
import { MOST_POINTS, thinned, thinnedText } from './thin';
import { joined, noteOf } from './words';

/** Where the memory of each VM lies while a session goes on, with what runs meanwhile. */
export const locality: FigureKind = {
  id: 'locality',
  title: 'Guest memory by node over time',
  paper: [],
  draw(results, view) {
    const cells = cellsShown(results, view);
    if (cells.length === 0) return nothingShown(results);
    const all = sessionsShown(results.timelines, view);
    const sessions = newestOf(all);
    const lines = sessions.flatMap(linesOf);
    if (lines.length === 0) return NOT_SAMPLED;
    if (lines.length > MOST_LINES)
      return {
        why: `${lines.length} lines are more than can be told apart, one for each VM and node. Show fewer layouts.`,
      };
    return localityFigure(results, cells, { sessions, leftOut: all.length - sessions.length }, lines);
  },
};

const NOT_SAMPLED = {
  why: 'No samples of a VM that is shown are here yet: its session has not ended, they are not copied from the host, or the experiment does not collect them. Put "numaStat" into its "collect".',
} as const;

const MOST_LINES = 64;

/** More lines of several sessions cannot be told apart. */
const MOST_TOGETHER = 8;

/** As many of the newest sessions as can be drawn together, one at least; in the order in which they are given. */
function newestOf(sessions: readonly Timeline[]): readonly Timeline[] {
  const newest = [...sessions].sort((a, b) => b.session.localeCompare(a.session));
  let lines = 0;
  const fitting = newest.filter((one, place) => {
    lines += one.lines.length;
    return place === 0 || lines <= MOST_TOGETHER;
  });
  return sessions.filter((one) => fitting.includes(one));
}

/** A VM on a node, in one session. */
interface Line extends TimelineLine {
  readonly of: Timeline;
}

function linesOf(of: Timeline): readonly Line[] {
  return of.lines.map((line) => ({ ...line, of }));
}

function localityFigure(
  results: Results,
  cells: readonly CellResult[],
  { sessions, leftOut }: { readonly sessions: readonly Timeline[]; readonly leftOut: number },
  lines: readonly Line[],
): Figure {
  const each = Math.max(2, Math.floor(MOST_POINTS / lines.length));
  const drawn = lines.map((line) => ({ ...line, points: thinned(line.points, each, ({ bytes }) => bytes) }));
  const [only, ...others] = sessions;
  const single = others.length === 0 ? only : undefined;
  const seconds = [...new Set(sessions.map((one) => one.seconds))].join(' or ');
  const [nodes, patterns] = [nodesOf(lines), patternsOf(lines)];
  const [shown, all] = [sum(drawn, ({ points }) => points.length), sum(lines, ({ samples }) => samples)];
  return {
    kind: locality.id,
    title: single === undefined ? locality.title : `${locality.title}: ${placeText(single)}`,
    note: noteOf(results, cells),
    legend: joined([
      `points: memory that the control group of a VM has on a node of the host, sampled every ${seconds} s (memory.numa_stat)`,
      `the newest session of which samples are here of each layout: ${sessions.map(sessionText).join(', ')}`,
      single === undefined ? 'show one layout alone to see what ran meanwhile' : 'shades: runs',
      leftOut === 0 ? '' : `${leftOut} more not drawn together with it: show their layouts alone`,
      single?.runs.some(({ after }) => after.length > 0) === true
        ? 'upright lines: a run begins to which techniques were applied before'
        : '',
      thinnedText(shown, all),
    ]),
    chart: {
      type: 'points',
      x: { title: 'time since the first sample', unit: 's' },
      y: { title: 'memory, MiB', unit: '' },
      series: drawn.map((line, at) => seriesOf(line, nodes, patterns[at] ?? 0)),
      ...{ bands: bandsOf(single), moments: momentsOf(single), boxes: [], lines: [] },
    },
    table: tableOf(drawn),
  };
}

function sum(lines: readonly Line[], of: (line: Line) => number): number {
  return lines.reduce((all, line) => all + of(line), 0);
}

function sessionText({ session, block }: Timeline): string {
  return `${session} of block ${block + 1}`;
}

function nameOf({ of, vm, node }: Line): string {
  return `${placeText(of)}, ${vm}: node ${node}`;
}

function seriesOf(line: Line, nodes: readonly string[], pattern: number): PointChart['series'][number] {
  const name = nameOf(line);
  return {
    ...{ name, colour: nodes.indexOf(line.node), pattern, joined: true },
    points: line.points.map(({ seconds, bytes }) => ({
      ...{ x: seconds, value: mebibytes(bytes), interval: null, link: null },
      text: `${name}, ${seconds.toFixed(1)} s: ${mebibytesText(bytes)} MiB`,
    })),
  };
}

function bandsOf(session: Timeline | undefined): PointChart['bands'] {
  return (session?.runs ?? []).map(({ from, to, workload, phase }) => ({
    ...{ from, to, label: `${workload}, ${phase}` },
  }));
}

function momentsOf(session: Timeline | undefined): NonNullable<PointChart['moments']> {
  return (session?.runs ?? [])
    .filter(({ after }) => after.length > 0)
    .map(({ from, after }) => ({ x: from, label: after.join(', ') }));
}

function tableOf(lines: readonly Line[]): FigureTable {
  return {
    head: ['layout', 'session', 'VM', 'node', 'seconds', 'MiB'],
    rows: lines.flatMap(({ of, vm, node, points }) =>
      points.map(({ seconds, bytes }) => ({
        cells: [placeText(of), of.session, vm, node, seconds.toFixed(1), mebibytesText(bytes)],
        link: null,
      })),
    ),
  };
}
