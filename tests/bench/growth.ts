/** A point of a growth curve. */
export interface Point {
  readonly label: string;
  /** Bytes of text plus PUs. */
  readonly size: number;
  readonly milliseconds: number;
}

/** Slope of the straight line through log(cost) over log(size) by least squares: 1 is linear. */
export function logSlope(points: readonly Point[]): number {
  const xs = points.map(({ size }) => Math.log(size));
  const ys = points.map(({ milliseconds }) => Math.log(milliseconds));
  const x = mean(xs);
  const y = mean(ys);
  const above = xs.reduce((sum, one, i) => sum + (one - x) * ((ys[i] ?? y) - y), 0);
  return above / xs.reduce((sum, one) => sum + (one - x) ** 2, 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
