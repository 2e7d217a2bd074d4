import { percentRangeText } from '../format';
import type { CellResult } from '../results';
import { levelIn, levelWords, type Spot } from './dimensions';
import type { Link, Mark, Unit } from './figure';
import { amount } from './words';

/** A number at its place among the dimensions: a cell's, or a mean over the programs of several cells. */
export interface Entry {
  readonly at: Spot;
  /** In the unit of the figure; null where there is nothing yet. */
  readonly value: number | null;
  /** 95 %, in the same unit. */
  readonly interval: readonly [number, number] | null;
  /** Both as text, `-` for null. */
  readonly text: string;
  /** Sessions, blocks or, of a mean, programs behind it. */
  readonly count: number;
  readonly counted: 'session' | 'block' | 'program';
  readonly leftOut: CellResult['leftOut'];
  readonly link: Link | null;
}

export function linkOf({
  layout,
  setting,
  workload,
  phase,
}: Pick<CellResult, 'layout' | 'setting' | 'workload' | 'phase'>): Link {
  return { layout, setting, workload, phase };
}

/** null where there is nothing yet. `dimensions` are those that its words name, `unit` is that of the value. */
export function markOf(entry: Entry, dimensions: readonly string[], unit: Unit): Mark | null {
  const { value, interval, link } = entry;
  if (value === null) return null;
  return { value, interval, link, text: `${wordsOf(entry.at, dimensions)}: ${numberWords(entry, unit)}` };
}

function numberWords({ text, count, counted }: Entry, unit: Unit): string {
  return `${text}${unit === 's' ? ' s' : ''}, ${amount(count, counted)}`;
}

/** `wide, nic=virtio, bt.B, cold`; dimensions that a cell does not have are passed over. */
export function wordsOf(at: Spot, dimensions: readonly string[]): string {
  const words = dimensions.flatMap((id) => {
    const level = levelIn(at, id);
    return level === null ? [] : [levelWords(id, level)];
  });
  return words.join(', ');
}

/** A ratio - 1 with its interval, in percent. */
export function slowdownNumber(
  slowdown: number | null,
  interval: readonly [number, number] | null,
): Pick<Entry, 'value' | 'interval' | 'text'> {
  const [low, high] = interval ?? [null, null];
  return {
    value: slowdown === null ? null : slowdown * 100,
    interval: interval === null ? null : [interval[0] * 100, interval[1] * 100],
    text: percentRangeText(slowdown, low, high),
  };
}
