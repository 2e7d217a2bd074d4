import type { FigureView } from './figure';

/** By which dimensions a figure is grouped and coloured. */
export interface Choice {
  readonly group: string;
  readonly colour: string;
}

/** Dimensions as a kind likes them, the best first. */
export interface Liking {
  readonly group: readonly [string, ...string[]];
  readonly colour: readonly string[];
}

/**
 * What a person has chosen, else the first that the kind likes and in which what is shown differs. A choice that these
 * results do not have counts as none.
 */
export function chosen(
  view: Pick<FigureView, 'group' | 'colour'>,
  liking: Liking,
  known: readonly string[],
  differing: readonly string[],
): Choice {
  const usable = (id: string | null): string | null => (id !== null && known.includes(id) ? id : null);
  const group = usable(view.group) ?? liking.group.find((id) => differing.includes(id)) ?? liking.group[0];
  const apart = liking.colour.find((id) => id !== group && differing.includes(id));
  return { group, colour: usable(view.colour) ?? apart ?? (group === 'layout' ? 'phase' : 'layout') };
}
