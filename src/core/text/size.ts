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

/** A part of a whole in the whole's unit: `7.0 of 8 GiB`; the part alone where the whole is not known. */
export function partOf(bytes: number, whole: number | null): string {
  if (whole === null || whole === 0) return sizeInWords(bytes);
  const [unit, factor] = unitOf(whole);
  return `${inUnit(bytes, factor)} of ${Math.round((whole / factor) * 10) / 10} ${unit}`;
}

/** With one decimal, so that sizes below each other can be compared: `7.0 GiB`. */
export function sizeToTenth(bytes: number): string {
  const [unit, factor] = unitOf(bytes);
  return `${inUnit(bytes, factor)} ${unit}`;
}

/** The largest unit of which there is at least one, and its bytes. */
function unitOf(bytes: number): readonly [string, number] {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  return [units[power] ?? 'B', 1024 ** power];
}

function inUnit(bytes: number, factor: number): string {
  return factor === 1 ? `${bytes}` : (bytes / factor).toFixed(1);
}
