/**
 * p values for as many tests, each at least its own: Holm's step-down (1979), which keeps the chance of any false
 * finding among them below the level. In the order given.
 */
export function holm(values: readonly number[]): readonly number[] {
  const order = values.map((value, at) => ({ value, at })).sort((a, b) => a.value - b.value);
  const adjusted = new Array<number>(values.length).fill(1);
  let least = 0;
  order.forEach(({ value, at }, rank) => {
    least = Math.max(least, Math.min(1, value * (values.length - rank)));
    adjusted[at] = least;
  });
  return adjusted;
}
