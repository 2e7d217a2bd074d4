import { valueAt, type Range } from '../ranges';

/** Of the range that was believed before, on each side of the fitted value. */
const LEFT = 1 / 4;
/** What a normal distribution loses at one standard deviation. */
const TOLD = 0.5;

/**
 * What is believable of a parameter after its fit, `share` being where it stands in the range before. On each side: a quarter of
 * the range before where its claims speak against going to that end, the others staying where they are; all of what was
 * believed before where they do not care. So a parameter that its claims cannot see keeps its doubt.
 */
export function narrowed(range: Range, share: number, lossAt: (share: number) => number): Range {
  const loss = lossAt(share);
  const isTold = (end: number): boolean => lossAt(end) - loss >= TOLD;
  return [
    valueAt(range, isTold(0) ? Math.max(0, share - LEFT) : 0),
    valueAt(range, isTold(1) ? Math.min(1, share + LEFT) : 1),
  ];
}
