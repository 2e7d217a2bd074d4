import type { CellResult } from '../results';
import { differingIn, dimensionsOf, type Spot } from './dimensions';
import type { FigureView } from './figure';

/** Dimensions as a kind likes them, the best first. */
export interface Liking {
  readonly group: readonly [string, ...string[]];
  readonly colour: readonly string[];
}

/**
 * The dimension of the groups: what a person has chosen, else the first that the kind likes and in which what is shown
 * differs. A choice that these results do not have counts as none.
 */
export function groupOf(
  view: Pick<FigureView, 'group'>,
  liked: Liking['group'],
  all: readonly CellResult[],
  shown: readonly Spot[],
): string {
  const differing = differingIn(shown);
  return usable(view.group, all) ?? liked.find((id) => differing.includes(id)) ?? liked[0];
}

/**
 * The dimension of the colours, likewise, but by what `all` cells differ in: a filter does not change colours. Where
 * nothing is chosen, colours say something else than the group does.
 */
export function colourOf(
  view: Pick<FigureView, 'colour'>,
  liked: Liking['colour'],
  all: readonly CellResult[],
  group: string | null,
): string {
  const differing = differingIn(all);
  const apart = liked.find((id) => id !== group && differing.includes(id));
  return usable(view.colour, all) ?? apart ?? (group === 'layout' ? 'phase' : 'layout');
}

function usable(id: string | null, all: readonly CellResult[]): string | null {
  if (id === null) return null;
  return dimensionsOf(all).some((dimension) => dimension.id === id) ? id : null;
}
