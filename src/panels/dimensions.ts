import { dimensionsOf } from '../core/analysis/figures/dimensions';
import type { Results } from '../core/analysis/results';
import type { Dimension } from '../protocol/results';

/** What varies in results, by which figures are filtered, grouped and coloured. */
export function varyingIn({ cells }: Results): readonly Dimension[] {
  return dimensionsOf(cells).filter(({ levels }) => levels.length > 1);
}
