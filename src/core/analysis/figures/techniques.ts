import type { TechniqueResult } from '../appliedTechniques';
import { secondsText } from '../format';
import { sumOf } from '../pageUse';
import { type CellResult, placeText, type Results } from '../results';
import type { BarChart, Figure, FigureKind, FigureTable } from './figure';
import { mebibytes, mebibytesText, nodesIn } from './mebibytes';
import { cellsShown, nothingShown, sessionsShown } from './shown';
import { amount, countsText, joined, noteOf } from './words';

/** What techniques between two runs did to the memory of guests. */
export const techniques: FigureKind = {
  id: 'techniques',
  title: 'Guest memory before and after techniques',
  paper: [],
  draw(results, view) {
    const cells = cellsShown(results, view);
    if (cells.length === 0) return nothingShown(results);
    const applied = sessionsShown(results.techniques, view);
    return applied.length === 0 ? NONE : techniquesFigure(results, cells, applied);
  },
};

const NONE = {
  why: 'No technique has been applied to a VM that is shown before a run that has ended. Name some in "techniques" of the experiment, or make "technique" a factor, and show layouts with VMs.',
} as const;

function techniquesFigure(
  results: Results,
  cells: readonly CellResult[],
  applied: readonly TechniqueResult[],
): Figure {
  const names = [...new Set(applied.map(({ technique }) => technique))];
  const sorted = names.flatMap((name) => applied.filter(({ technique }) => technique === name));
  return {
    kind: techniques.id,
    title: techniques.title,
    note: noteOf(results, cells),
    legend: joined([
      `parts of a bar: memory of a VM that the host has mapped on each node, right before a technique and when it had ended, mean, ${countsText(
        sorted.map(({ times }) => times),
        'time',
      )}`,
      'whether the run after it counts or not',
    ]),
    chart: {
      ...{ type: 'bars', unit: '', title: 'mapped guest memory, MiB', stacked: true, lines: [] },
      labels: sorted.flatMap((one) => ENDS.map((end) => `${nameOf(one)}, ${end}`)),
      series: nodesIn(sorted.flatMap((one) => ENDS.map((end) => one[end]))).map((node, at) =>
        seriesOf(node, at, sorted),
      ),
    },
    table: tableOf(sorted),
  };
}

function nameOf(one: TechniqueResult): string {
  return `${one.technique}, ${placeText(one)}, ${one.vm}`;
}

/** Some techniques take memory away, others move it from node to node. */
const ENDS = ['before', 'after'] as const;

function seriesOf(
  node: string,
  colour: number,
  applied: readonly TechniqueResult[],
): BarChart['series'][number] {
  const marks = applied.flatMap((one) =>
    ENDS.map((end) => {
      const bytes = one[end][node] ?? 0;
      const words = `${nameOf(one)}, ${end}, node ${node}: ${mebibytesText(bytes)}`;
      const text = `${words} of ${mebibytesText(sumOf(one[end]))} MiB, ${amount(one.times, 'time')}`;
      return { value: mebibytes(bytes), interval: null, link: null, text };
    }),
  );
  return { name: `node ${node}`, colour, marks };
}

function tableOf(applied: readonly TechniqueResult[]): FigureTable {
  const nodes = nodesIn(applied.flatMap(({ before, after }) => [before, after]));
  return {
    head: [
      ...['technique', 'layout', 'VM', 'times', 'complete', 'seconds', 'before, MiB', 'after, MiB'],
      ...nodes.flatMap((node) => [`node ${node} before, MiB`, `after, MiB`]),
      'why not complete',
    ],
    rows: applied.map((one) => ({
      cells: [
        ...[one.technique, placeText(one), one.vm, String(one.times), String(one.complete)],
        ...[secondsText(one.seconds), mebibytesText(sumOf(one.before)), mebibytesText(sumOf(one.after))],
        ...nodes.flatMap((node) => [one.before[node] ?? 0, one.after[node] ?? 0].map(mebibytesText)),
        one.why.join('; ') || '-',
      ],
      link: null,
    })),
  };
}
