import type { Origin } from '../journal/state';
import { count } from '../text/count';
import type { BytesApart, CountsError, PointsApart } from './countsError';

/** In words, for a legend and a terminal; empty where nothing could be compared. `origins` are those of both attempts. */
export function countsErrorText(
  { kinds, nodes, bytes }: CountsError,
  origins: readonly [Origin, Origin],
): string {
  const isError = origins[0] !== origins[1] && origins.includes('predicted');
  const parts = [pointsText('kind', kinds), pointsText('node', nodes), bytesApartText(bytes, isError)];
  const told = parts.filter((part) => part !== '');
  return told.length === 0 ? '' : `${isError ? 'error of the prediction' : 'apart'}: ${told.join('; ')}`;
}

/** `pages by kind: median 2.1 points, at most 6.1, of 9 shares in 3 cells`. */
function pointsText(by: string, { medianPoints, largestPoints, shares, cells }: PointsApart): string {
  if (medianPoints === null || largestPoints === null) return '';
  const of = `${count(shares, 'share')} in ${count(cells, 'cell')}`;
  return `pages by ${by}: median ${medianPoints.toFixed(1)} points, at most ${largestPoints.toFixed(1)}, of ${of}`;
}

/** `bytes: 0.98 times as many (median of 4, 0.91 to 1.10)`. */
function bytesApartText({ medianRatio, range, pairs, onOneSide }: BytesApart, isError: boolean): string {
  const alone =
    onOneSide === 0 ? '' : `${count(onOneSide, 'path')} on which one of both alone has sent anything`;
  if (medianRatio === null || range === null) return alone;
  const from = isError ? ' as were counted' : '';
  const ends = range.map(ratioText).join(' to ');
  const ratio = `bytes: ${ratioText(medianRatio)} times as many${from} (median of ${pairs}, ${ends})`;
  return alone === '' ? ratio : `${ratio}, and ${alone}`;
}

function ratioText(ratio: number): string {
  return ratio >= 100 ? ratio.toFixed(0) : ratio.toPrecision(3);
}
