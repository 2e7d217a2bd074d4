import type { Origin } from '../journal/state';
import type { OrderFinding } from './order';
import type { Verdict } from './verdict';

/** A ratio less one as a signed percentage, `+39.2 %`; `-` for null. */
export function percentText(slowdown: number | null): string {
  return slowdown === null ? '-' : `${signed(slowdown * 100)} %`;
}

/** `+39.2 % (+35.0 to +42.1)`; without brackets where both ends read the same. */
export function percentRangeText(slowdown: number | null, min: number | null, max: number | null): string {
  const text = percentText(slowdown);
  if (slowdown === null || min === null || max === null || signed(min * 100) === signed(max * 100))
    return text;
  return `${text} (${signed(min * 100)} to ${signed(max * 100)})`;
}

/** A part of all as a percentage without a sign, `39.2 %`; `-` for null. */
export function shareText(share: number | null): string {
  return share === null ? '-' : `${(share * 100).toFixed(1)} %`;
}

function signed(value: number): string {
  const text = value.toFixed(1);
  if (text === '-0.0' || text === '0.0') return '0.0';
  return value > 0 ? `+${text}` : text;
}

/** Seconds with four significant digits and no exponent; `-` for null. */
export function secondsText(seconds: number | null): string {
  if (seconds === null) return '-';
  if (seconds === 0) return '0';
  const digits = Math.min(9, Math.max(0, 3 - Math.floor(Math.log10(Math.abs(seconds)))));
  return seconds.toFixed(digits);
}

/** `1.234 (1.200 to 1.310)`; without brackets where both ends read the same. */
export function secondsRangeText(seconds: number | null, min: number | null, max: number | null): string {
  const text = secondsText(seconds);
  if (seconds === null || min === null || max === null || secondsText(min) === secondsText(max)) return text;
  return `${text} (${secondsText(min)} to ${secondsText(max)})`;
}

/** `0 B`, `51.2 kB`, `5.68 GB`: powers of ten, as networks count; `-` for null. */
export function bytesText(bytes: number | null): string {
  if (bytes === null) return '-';
  const power = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  const digits = power === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${UNITS[power] ?? ''}`;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** What a reader must know of times that no real machine took; empty for measured ones. */
export function originNote(origin: Origin): string {
  if (origin === 'rehearsed') return 'rehearsed: times mean nothing';
  return origin === 'predicted' ? 'predicted by the model, not measured' : '';
}

/** The word across charts of times that no real machine took; empty for measured ones. */
export function watermarkOf(origin: Origin): string {
  return origin === 'measured' ? '' : origin;
}

/** A chance with two significant digits; `<0.0001` below that, `-` for null. */
export function chanceText(p: number | null): string {
  if (p === null) return '-';
  if (p < 0.0001) return '<0.0001';
  return p >= 0.1 ? p.toFixed(2) : p.toFixed(Math.min(4, 1 - Math.floor(Math.log10(p))));
}

/** `worse`, `equivalent within 5 %`, `undecided, 4 more blocks`. */
export function verdictText(verdict: Verdict, margin: number): string {
  if (verdict.kind === 'equivalent') return `equivalent within ${Number((margin * 100).toFixed(2))} %`;
  if (verdict.kind !== 'undecided') return verdict.kind;
  const { more } = verdict;
  if (more === null) return 'undecided';
  if (more === 'none') return 'undecided, more blocks would not do';
  return `undecided, ${more} more ${more === 1 ? 'block' : 'blocks'}`;
}

/** One line for the question whether times follow the order in which they were taken. */
export function orderInWords({ kind, found, change, correlation, p, values }: OrderFinding): string {
  const shown = `rank correlation ${correlation.toFixed(2)}, p ${chanceText(p)}, ${values} times`;
  const where = kind === 'drift' ? 'over the attempt' : 'within blocks';
  if (!found) return `order: no trend found ${where} (${shown})`;
  const means =
    kind === 'drift'
      ? 'compare within blocks alone'
      : 'what runs later in a block is timed differently: look at what the runs before it leave behind';
  return `order: times change by ${percentText(change)} from first to last ${where} (${shown}): ${means}`;
}
