/** A number with its noun, which takes an `s` in the plural: `1 rank`, `4 ranks`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
