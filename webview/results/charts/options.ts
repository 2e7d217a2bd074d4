import type { Unit } from '../../../src/core/analysis/figures/figure';
import type { Theme } from '../../shared/theme';
import { inUnit } from '../format';

/** Least extent of an axis, so that differences within noise are not blown up to the width of the panel. */
const leastExtent: Readonly<Record<Unit, number>> = { '%': 5, share: 5, s: 0, '': 0 };

/** Ends of an axis with room for everything on it. */
export function limits(
  values: readonly number[],
  unit: Unit,
): { readonly suggestedMin: number; readonly suggestedMax: number; readonly min?: number } {
  const lowest = values.reduce((least, value) => Math.min(least, value), 0);
  const highest = values.reduce((most, value) => Math.max(most, value), leastExtent[unit]);
  // No time is below nothing: the next round number after -80 % would be -120 %.
  const bound = unit === '%' && lowest < -80 && lowest >= -100 ? { min: -100 } : {};
  return { suggestedMin: lowest, suggestedMax: highest, ...bound };
}

/** How an axis of values looks, in the words of chart.js. */
interface ValueAxis {
  readonly border: { readonly display: false };
  readonly grid: { readonly color: string; readonly tickLength: 0 };
  readonly ticks: {
    readonly color: string;
    readonly font: { readonly family: string; readonly size: number };
    readonly maxTicksLimit: number;
    readonly padding: number;
    readonly callback: (value: number | string) => string;
  };
}

export function valueAxis(unit: Unit, theme: Theme): ValueAxis {
  const show = inUnit(unit);
  return {
    border: { display: false },
    grid: { color: theme.line, tickLength: 0 },
    ticks: {
      color: theme.faint,
      font: { family: theme.font, size: theme.fontSize - 2 },
      maxTicksLimit: 6,
      padding: 6,
      callback: (value: number | string) => show(Number(value)).replace(/\.0+(?= )/, ''),
    },
  };
}

interface Place {
  readonly dataIndex: number;
  readonly datasetIndex: number;
}

/** What a pointer that rests on a mark is told, in the words of chart.js. */
interface MarkTooltip {
  readonly backgroundColor: string;
  readonly bodyColor: string;
  readonly borderColor: string;
  readonly borderWidth: number;
  readonly cornerRadius: number;
  readonly padding: number;
  readonly displayColors: false;
  readonly bodyFont: { readonly family: string; readonly size: number };
  readonly callbacks: { readonly title: () => string; readonly label: (place: Place) => string[] };
}

export function tooltipOf(theme: Theme, textOf: (series: number, index: number) => string): MarkTooltip {
  return {
    backgroundColor: theme.popup,
    bodyColor: theme.popupText,
    borderColor: theme.popupLine,
    borderWidth: 1,
    cornerRadius: 3,
    padding: 8,
    displayColors: false,
    bodyFont: { family: theme.font, size: theme.fontSize },
    callbacks: {
      title: () => '',
      label: ({ dataIndex, datasetIndex }) => wrapped(textOf(datasetIndex, dataIndex)),
    },
  };
}

/** A canvas wraps nothing: lines of at most so many characters, broken between words. */
function wrapped(text: string, most = 56): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length >= most) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

export function shortened(name: string, most = 26): string {
  return name.length > most ? `${name.slice(0, most - 1)}…` : name;
}

/** Nothing moves for those who do not want it. */
export function animation(): false | { duration: number } {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? false : { duration: 250 };
}
