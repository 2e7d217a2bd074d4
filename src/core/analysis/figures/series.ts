import { groupBy } from '../../text/groupBy';
import type { ColourOf } from './colours';
import { differingIn, levelIn } from './dimensions';
import { type Entry, wordsOf } from './entry';
import type { Series } from './figure';

export interface EntrySeries extends Series {
  readonly pattern: number;
  readonly entries: readonly Entry[];
}

/**
 * Entries that share all levels but those of the group. What has the same colour is told apart by a pattern, the same for
 * the same other levels in every colour: all warm bars are drawn alike.
 */
export function seriesOf(
  entries: readonly Entry[],
  dimensions: readonly string[],
  colour: string,
  colourOf: ColourOf,
): readonly EntrySeries[] {
  const rest = dimensions.filter((id) => id !== colour);
  const patterns = new Map<string, number>();
  const groups = groupBy(entries, ({ at }) => keyOf(at, dimensions));
  return [...groups.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const other = keyOf(first.at, rest);
    const pattern = patterns.get(other) ?? patterns.size;
    patterns.set(other, pattern);
    return [{ name: wordsOf(first.at, dimensions), colour: colourOf(first.at), pattern, entries: own }];
  });
}

/** Dimensions that tell series apart: those that differ, less the group, unless it is the colour as well. */
export function dimensionsOfSeries(
  entries: readonly Entry[],
  apart: readonly string[],
  colour: string,
): readonly string[] {
  const differing = differingIn(entries.map(({ at }) => at)).filter(
    (id) => !apart.includes(id) || id === colour,
  );
  if (differing.length > 0) return differing;
  return [apart.includes('layout') ? 'phase' : 'layout'];
}

function keyOf(at: Entry['at'], dimensions: readonly string[]): string {
  return JSON.stringify(dimensions.map((id) => levelIn(at, id)));
}
