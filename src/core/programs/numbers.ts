import type { Metric } from './program';

/** A number as C, Fortran (`0.1D+02`) or a person prints it; null when the text is none or it is not finite. */
export function parseNumber(text: string | null | undefined): number | null {
  const trimmed = (text ?? '').trim();
  if (!NUMBER.test(trimmed)) return null;
  const value = Number(trimmed.replace(/[dD]/, 'e'));
  return Number.isFinite(value) ? value : null;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eEdD][+-]?\d+)?$/;

/** The metric, or nothing when the text holds no number: spread into a record of metrics. */
export function metricOf(
  name: string,
  text: string | null | undefined,
  unit: string,
  better: Metric['better'],
): Record<string, Metric> {
  const value = parseNumber(text);
  return value === null ? {} : { [name]: { value, unit, better } };
}

/** Text without a byte order mark and with line ends of one kind. */
export function plainText(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
}
