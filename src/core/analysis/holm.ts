/**
 * p values for as many tests, each at least its own: Holm's step-down (1979), which keeps the chance of any false
 * finding among them below the level. In the order given; what was not tested (null) stays so, and is not counted.
 */
export function holm(values: readonly (number | null)[]): readonly (number | null)[] {
  const tested = values.flatMap((value, at) => (value === null ? [] : [{ value, at }]));
  const adjusted = new Array<number | null>(values.length).fill(null);
  let least = 0;
  tested
    .sort((a, b) => a.value - b.value)
    .forEach(({ value, at }, rank) => {
      least = Math.max(least, Math.min(1, value * (tested.length - rank)));
      adjusted[at] = least;
    });
  return adjusted;
}
