import { count } from '../text/count';
import { percentRangeText, percentText } from './format';
import { extent } from './statistics';
import { placeText, type CellResult, type Results } from './results';

/** What is known of a layout or a program, for the text of its experiment. */
export interface Measured {
  /** `+104.0 % (+98.0 to +111.0), 5 blocks, cold`; `not measured yet`. */
  readonly text: string;
  /** Everything behind it, a paragraph each; empty where there is nothing. */
  readonly lines: readonly string[];
}

export const notMeasured: Measured = { text: 'not measured yet', lines: [] };

/** A slowdown with its 95 % interval, and what tells it from the others at the same place. */
interface Slowdown {
  readonly label: string;
  readonly value: number;
  readonly interval: readonly [number, number] | null;
}

/** Of a layout: the geometric mean over the programs, a value for each setting and phase. */
export function measuredOfLayout(results: Results, layout: string): Measured {
  const means = results.means
    .filter((mean) => mean.layout === layout)
    .flatMap(({ setting, phase, geometric, geometricInterval }) =>
      geometric === null ? [] : [slowdown([setting, phase], geometric, geometricInterval)],
    );
  const cells = comparedCells(results).filter((cell) => cell.layout === layout);
  const shown = means.length > 0 ? means : slowdownsOf(cells, ({ workload }) => workload);
  return measured(
    results,
    shown,
    slowdownsOf(cells, ({ workload }) => workload),
  );
}

/** Of a program, by its title: a value for each layout, setting and phase. */
export function measuredOfProgram(results: Results, workload: string): Measured {
  const cells = comparedCells(results).filter((cell) => cell.workload === workload);
  const isOne = new Set(cells.map(({ layout }) => layout)).size === 1;
  const shown = slowdownsOf(cells, ({ layout }) => (isOne ? '' : layout));
  return measured(
    results,
    shown,
    slowdownsOf(cells, ({ layout }) => layout),
  );
}

function comparedCells({ cells }: Results): readonly CellResult[] {
  return cells.filter(({ slowdown: value }) => value !== null);
}

function slowdownsOf(
  cells: readonly CellResult[],
  nameOf: (cell: CellResult) => string,
): readonly Slowdown[] {
  return cells.map((cell) =>
    slowdown([nameOf(cell), cell.setting, cell.phase], cell.slowdown ?? 0, cell.slowdownInterval),
  );
}

function slowdown(
  words: readonly string[],
  value: number,
  interval: readonly [number, number] | null,
): Slowdown {
  return { label: words.filter((word) => word !== '').join(', '), value, interval };
}

function measured(results: Results, shown: readonly Slowdown[], all: readonly Slowdown[]): Measured {
  if (shown.length === 0) return notMeasured;
  const origin = results.origin === 'measured' ? '' : `${results.origin}: `;
  return { text: origin + shortText(results, shown), lines: linesOf(results, shown, all) };
}

/** One in full, two side by side, of more the ends: an editor cuts hints at 43 characters, and lines have all of it. */
function shortText({ blocks }: Results, shown: readonly Slowdown[]): string {
  const [first] = shown;
  if (first !== undefined && shown.length === 1)
    return `${inFull(first)}, ${count(blocks.ended, 'block')}, ${first.label}`;
  if (shown.length === 2) return shown.map((one) => `${one.label} ${inFull(one)}`).join('; ');
  const [least, most] = extent(shown.map(({ value }) => value)) ?? [0, 0];
  return `${percentText(least)} to ${percentText(most)}, ${count(shown.length, 'slowdown')}`;
}

function inFull({ value, interval }: Slowdown): string {
  return percentRangeText(value, interval?.[0] ?? null, interval?.[1] ?? null);
}

function linesOf(results: Results, shown: readonly Slowdown[], all: readonly Slowdown[]): readonly string[] {
  const { attempt, standing, sequential, origin } = results;
  const values = [...new Set([...shown, ...all].map((one) => `${one.label}: ${inFull(one)}`))];
  return [
    'Slowdown against the machine itself, time / native time - 1, with 95 % intervals over blocks; of several programs the geometric mean.',
    ...values,
    `Attempt ${attempt}: ${standing}.`,
    ...(origin === 'rehearsed' ? ['Rehearsed: times mean nothing.'] : []),
    ...(sequential === null ? [] : [sequential]),
    ...leftOutLine(results),
  ];
}

function leftOutLine({ cells }: Results): readonly string[] {
  const left = cells.filter(({ leftOut }) => leftOut.length > 0);
  if (left.length === 0) return [];
  const runs = left.flatMap(({ leftOut }) => leftOut).reduce((sum, one) => sum + one.runs, 0);
  const where = [...new Set(left.map(placeText))].join('; ');
  return [`${count(runs, 'run')} of this attempt left out (${where}).`];
}
