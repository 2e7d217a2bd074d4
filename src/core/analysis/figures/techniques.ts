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
      `bars: memory of a VM that the host has mapped, right before a technique and when it had ended, mean, ${countsText(
        sorted.map(({ times }) => times),
        'time',
      )}`,
      'whether the run after it counts or not',
    ]),
    chart: {
      ...{ type: 'bars', unit: '', title: 'mapped guest memory, MiB', lines: [] },
      labels: sorted.map(nameOf),
      series: [seriesOf('before', 0, sorted), seriesOf('after', 1, sorted)],
    },
    table: tableOf(sorted),
  };
}

function nameOf(one: TechniqueResult): string {
  return `${one.technique}, ${placeText(one)}, ${one.vm}`;
}

function seriesOf(
  name: 'before' | 'after',
  colour: number,
  applied: readonly TechniqueResult[],
): BarChart['series'][number] {
  const marks = applied.map((one) => {
    const value = mebibytes(sumOf(one[name]));
    const text = `${nameOf(one)}, ${name}: ${value.toFixed(1)} MiB, ${amount(one.times, 'time')}`;
    return { value, interval: null, link: null, text };
  });
  return { name, colour, marks };
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
