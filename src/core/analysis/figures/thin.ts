/** Points that a chart draws at most: more lie on top of one another on any screen. */
export const MOST_POINTS = 2000;

/**
 * At most so many points (at least 2), in their order: they are cut into stretches of equal length, and of each stretch
 * the smallest and the largest are kept. Whatever is extreme stays.
 */
export function thinned<T>(points: readonly T[], most: number, valueOf: (point: T) => number): readonly T[] {
  if (points.length <= most) return points;
  return thinnedPlaces(points.map(valueOf), most).flatMap((at) => points[at] ?? []);
}

/** The same of values: the places of those that are kept. For who makes points only of these. */
export function thinnedPlaces(values: readonly number[], most: number): readonly number[] {
  const count = values.length;
  if (count <= most) return values.map((_, at) => at);
  const length = Math.ceil(count / Math.max(1, Math.floor(most / 2)));
  const kept: number[] = [];
  for (let from = 0; from < count; from += length) {
    const [low, high] = extremes(values, from, Math.min(count, from + length));
    if (low === high) kept.push(low);
    else kept.push(Math.min(low, high), Math.max(low, high));
  }
  return kept;
}

/** Said of points that were thinned; empty where all are drawn. */
export function thinnedText(drawn: number, all: number): string {
  return drawn === all
    ? ''
    : `${drawn} of ${all} points are drawn: of each stretch of neighbours the smallest and the largest`;
}

/** Places of the smallest and the largest value, the first where several are equal. */
function extremes(values: readonly number[], from: number, to: number): readonly [number, number] {
  let [low, high] = [from, from];
  for (let at = from; at < to; at += 1) {
    const value = values[at] ?? 0;
    if (value < (values[low] ?? 0)) low = at;
    if (value > (values[high] ?? 0)) high = at;
  }
  return [low, high];
}
