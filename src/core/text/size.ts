const UNITS = [
  ['TiB', 2 ** 40],
  ['GiB', 2 ** 30],
  ['MiB', 2 ** 20],
  ['KiB', 2 ** 10],
  ['B', 1],
] as const;

export const MEBIBYTE = 2 ** 20;

const SIZE = /^(\d+(?:\.\d+)?)(B|KiB|MiB|GiB|TiB)$/;

/** Bytes of a size such as `7GiB` or `0.5GiB`, rounded to whole bytes; null when it is no size or beyond 2^53 bytes. */
export function parseSize(text: string): number | null {
  const match = SIZE.exec(text.trim());
  if (match === null) return null;
  const factor = UNITS.find(([unit]) => unit === match[2])?.[1] ?? 1;
  const bytes = Math.round(Number(match[1]) * factor);
  return Number.isSafeInteger(bytes) ? bytes : null;
}

/** Exact size in the largest unit that needs no fraction: `7GiB`, `512MiB`. `parseSize` gives the bytes back. */
export function formatSize(bytes: number): string {
  const [unit, factor] = UNITS.find(([, size]) => bytes >= size && bytes % size === 0) ?? (['B', 1] as const);
  return `${bytes / factor}${unit}`;
}

/** A size for people, to one decimal: `15.6 GiB`. */
export function sizeInWords(bytes: number): string {
  const [unit, factor] = UNITS.find(([, size]) => bytes >= size) ?? (['B', 1] as const);
  return `${Math.round((bytes / factor) * 10) / 10} ${unit}`;
}
