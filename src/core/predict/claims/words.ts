import { count } from '../../text/count';
import type { ScoredValue, Unit } from './score';

/** What the paper states: `54 to 55 %`, `3.62 x`, `3 decades`, `all of 8 pairs`, `5 programs`. */
export function statedText({ kind, unit, statedLow, statedHigh }: StatedValue): string {
  if (kind === 'ordering') return statedLow === 1 ? '1 pair' : `all of ${statedLow} pairs`;
  const [low, high] = [statedLow, statedHigh].map((end) => String(end)) as [string, string];
  if (low !== high) return `${low} to ${high}${SIGNS[unit]}`;
  return kind === 'count' ? count(statedLow, 'program') : `${low}${SIGNS[unit]}`;
}

export type StatedValue = Pick<ScoredValue, 'kind' | 'unit' | 'statedLow' | 'statedHigh'>;

const SIGNS: Readonly<Record<Unit, string>> = {
  percent: ' %',
  times: ' x',
  decades: ' decades',
  pairs: ' pairs',
  programs: ' programs',
};

/** In the unit of what is stated, which says it: `41.2 (38.0 to 44.0)`, or `not predicted`. */
export function predictedText({ unit, predicted, low, high }: ScoredValue): string {
  if (predicted === null || low === null || high === null) return 'not predicted';
  const [value, from, to] = [predicted, low, high].map((number) => numberText(unit, number)) as [
    string,
    string,
    string,
  ];
  return from === to ? value : `${value} (${from} to ${to})`;
}

function numberText(unit: Unit, number: number): string {
  if (unit === 'pairs' || unit === 'programs') return String(number);
  const digits =
    unit === 'times' ? Math.max(0, 2 - Math.floor(Math.log10(Math.max(1, Math.abs(number))))) : 1;
  const text = number.toFixed(digits);
  return Number(text) === 0 ? text.replace('-', '') : text;
}

/** Lines of at most `width` characters, broken at spaces; a longer word has a line of its own. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
