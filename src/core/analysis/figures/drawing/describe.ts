import type { Chart, Figure } from '../figure';
import { lineLabel } from './referenceLines';

/** All that a figure shows, in words: for readers of screens, and wherever it cannot be seen. */
export function figureInWords({ title, note, legend, chart }: Figure): string {
  return [title, note, ...chartInWords(chart), legend]
    .filter((part) => part !== '')
    .map((part) => (/[.!?]$/.test(part) ? part : `${part}.`))
    .join(' ');
}

function chartInWords(chart: Chart): readonly string[] {
  switch (chart.type) {
    case 'bars':
      return [
        ...chart.series.flatMap(({ marks }) => marks.flatMap((mark) => mark?.text ?? [])),
        ...linesInWords(chart.lines),
      ];
    case 'points':
      return [
        ...pointsInWords(chart.series.flatMap(({ points }) => points.map(({ text }) => text))),
        ...(chart.moments ?? []).map(({ x, label }) => `Line at ${x}: ${label}`),
        ...linesInWords(chart.lines),
      ];
    case 'matrix':
      return chart.rows.flatMap((row, at) =>
        chart.columns.flatMap((column, place) => {
          const cell = chart.cells[at]?.[place] ?? null;
          return cell === null ? [] : [`${row} against ${column}: ${cell.tone}, ${cell.text}`];
        }),
      );
  }
}

function linesInWords(lines: Extract<Chart, { type: 'bars' }>['lines']): readonly string[] {
  return lines.map((line) => `Line at ${line.value}: ${lineLabel(line)}`);
}

/** More than anyone listens to; the table beside a figure has them all. */
const MOST = 500;

function pointsInWords(texts: readonly string[]): readonly string[] {
  return texts.length <= MOST ? texts : [...texts.slice(0, MOST), `And ${texts.length - MOST} more points`];
}
