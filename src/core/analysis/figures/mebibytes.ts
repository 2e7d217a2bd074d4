const MEBIBYTE = 1024 * 1024;

export function mebibytes(bytes: number): number {
  return bytes / MEBIBYTE;
}

/** With one digit after the point, without the unit, which stands in the head of the column. */
export function mebibytesText(bytes: number): string {
  return mebibytes(bytes).toFixed(1);
}

/** Numbers of nodes that are named in any of these, ascending. */
export function nodesIn(readings: readonly Readonly<Record<string, number>>[]): readonly string[] {
  return [...new Set(readings.flatMap((reading) => Object.keys(reading)))].sort(
    (a, b) => Number(a) - Number(b),
  );
}
