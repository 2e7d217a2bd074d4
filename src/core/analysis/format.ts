import type { Origin } from '../journal/state';

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

/** What a reader must know of times that no real machine took; empty for measured ones. */
export function originNote(origin: Origin): string {
  if (origin === 'rehearsed') return 'rehearsed: times mean nothing';
  return origin === 'predicted' ? 'predicted by the model, not measured' : '';
}
