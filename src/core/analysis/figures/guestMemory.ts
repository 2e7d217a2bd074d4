import { groupBy } from '../../text/groupBy';
import type { GuestMemory } from '../guestMemory';
import { type CellResult, placeText, type Results } from '../results';
import { levelsIn } from './dimensions';
import type { Figure, FigureKind, FigureTable, PointChart } from './figure';
import { mebibytes, mebibytesText, nodesIn } from './mebibytes';
import { nodesOf, patternsOf } from './nodeLines';
import { cellsShown, nothingShown } from './shown';
import { countsText, joined, noteOf, numbersFrom } from './words';

/** Where the memory of guests lies, from when they are up through the runs of a session. */
export const guestMemory: FigureKind = {
  id: 'memory',
  title: 'Guest memory by node',
  paper: [],
  draw(results, view) {
    const cells = cellsShown(results, view);
    if (cells.length === 0) return nothingShown(results);
    const readings = levelsIn(cells, 'layout').flatMap((name) => readingsOf(results, name));
    const lines = linesOf(readings);
    if (lines.length === 0)
      return {
        why: 'Nobody has told yet where the memory of a VM lies that is shown: no run in one has ended, or the kernel of the host knows no NUMA nodes.',
      };
    if (lines.length > MOST_LINES)
      return {
        why: `${lines.length} lines are more than can be told apart, one for each VM and node. Show fewer layouts.`,
      };
    return memoryFigure(results, cells, readings, lines);
  },
};

const MOST_LINES = 64;

/** VM by VM, each from when it was up. */
function readingsOf({ guestMemory: all }: Results, layout: string): readonly GuestMemory[] {
  const own = all.filter((one) => one.layout === layout);
  return [...groupBy(own, nameOf).values()].flatMap((vm) => [...vm].sort((a, b) => a.runs - b.runs));
}

function nameOf(one: GuestMemory): string {
  return `${placeText(one)}, ${one.vm}`;
}

/** The memory of a VM on a node, by runs. */
interface Line {
  readonly node: string;
  readonly readings: readonly GuestMemory[];
}

/** Of each VM the nodes on which it ever has memory. */
function linesOf(readings: readonly GuestMemory[]): readonly Line[] {
  const vms = groupBy(readings, nameOf);
  return [...vms.values()].flatMap((own) => nodesWithMemory(own).map((node) => ({ node, readings: own })));
}

function nodesWithMemory(readings: readonly GuestMemory[]): readonly string[] {
  const all = readings.map(({ bytes }) => bytes);
  return nodesIn(all).filter((node) => all.some((bytes) => (bytes[node] ?? 0) > 0));
}

function memoryFigure(
  results: Results,
  cells: readonly CellResult[],
  readings: readonly GuestMemory[],
  lines: readonly Line[],
): Figure {
  const [nodes, patterns] = [nodesOf(lines), patternsOf(lines)];
  const most = Math.max(...readings.map(({ runs }) => runs));
  return {
    kind: guestMemory.id,
    title: guestMemory.title,
    note: noteOf(results, cells),
    legend: joined([
      `points: memory of a VM that is mapped on a node of the host (numa_maps of its QEMU), mean, ${countsText(
        readings.map(({ sessions }) => sessions),
        'session',
      )}`,
      'read when it was up, and after each run of any program, whether it counts or not',
    ]),
    chart: {
      type: 'points',
      x: { title: 'runs since the VM was up', unit: '', ticks: numbersFrom(0, most) },
      y: { title: 'mapped memory, MiB', unit: '' },
      series: lines.map((line, at) => seriesOf(line, nodes, patterns[at] ?? 0)),
      ...{ bands: [], boxes: [], lines: [] },
    },
    table: tableOf(readings, nodes),
  };
}

function seriesOf(
  { node, readings }: Line,
  nodes: readonly string[],
  pattern: number,
): PointChart['series'][number] {
  const [first] = readings;
  const name = first === undefined ? '' : `${nameOf(first)}: node ${node}`;
  return {
    ...{ name, colour: nodes.indexOf(node), pattern, joined: true },
    points: readings.map((one) => {
      const value = mebibytes(one.bytes[node] ?? 0);
      const when = one.runs === 0 ? 'before its first run' : `after run ${one.runs}`;
      const text = `${name}, ${when}: ${value.toFixed(1)} MiB`;
      return { x: one.runs, value, interval: null, text, link: null };
    }),
  };
}

function tableOf(readings: readonly GuestMemory[], nodes: readonly string[]): FigureTable {
  return {
    head: ['layout', 'VM', 'runs', ...nodes.map((node) => `node ${node}, MiB`), 'sessions'],
    rows: readings.map((one) => ({
      cells: [
        ...[placeText(one), one.vm, String(one.runs)],
        ...nodes.map((node) => mebibytesText(one.bytes[node] ?? 0)),
        String(one.sessions),
      ],
      link: null,
    })),
  };
}
