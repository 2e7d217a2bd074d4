/** A share with three digits at most, as a percentage: `0.29 %`, `36 %`. */
export function percent(share: number): string {
  const value = 100 * share;
  const digits = Math.abs(value) >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} %`;
}

/** The same as an addition. */
export function signedPercent(share: number): string {
  return share >= 0 ? `+${percent(share)}` : percent(share);
}

/** Hours and minutes, as long as an experiment takes. */
export function hours(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${Math.max(1, minutes)} min`;
  return `${Math.round(minutes / 60)} h`;
}
