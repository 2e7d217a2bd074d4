/** Points that a chart draws at most: more lie on top of one another on any screen. */
export const MOST_POINTS = 2000;

/**
 * At most so many points (at least 2), in their order: they are cut into stretches of equal length, and of each stretch
 * the smallest and the largest are kept. Whatever is extreme stays.
 */
export function thinned<T>(points: readonly T[], most: number, valueOf: (point: T) => number): readonly T[] {
  if (points.length <= most) return points;
  const length = Math.ceil(points.length / Math.max(1, Math.floor(most / 2)));
  const kept: T[] = [];
  for (let from = 0; from < points.length; from += length) {
    kept.push(...extremes(points.slice(from, from + length), valueOf));
  }
  return kept;
}

/** Said of points that were thinned; empty where all are drawn. */
export function thinnedText(drawn: number, all: number): string {
  return drawn === all
    ? ''
    : `${drawn} of ${all} points are drawn: of each stretch of neighbours the smallest and the largest`;
}

function extremes<T>(stretch: readonly T[], valueOf: (point: T) => number): readonly T[] {
  let [low, high] = [0, 0];
  const values = stretch.map(valueOf);
  values.forEach((value, at) => {
    if (value < (values[low] ?? 0)) low = at;
    if (value > (values[high] ?? 0)) high = at;
  });
  return stretch.filter((_, at) => at === low || at === high);
}
